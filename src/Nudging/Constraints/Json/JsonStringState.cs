namespace Nudging.Constraints.Json;

/// <summary>A place in a JSON string with limits of length in code points.</summary>
internal sealed class JsonStringState : TextConstraintState
{
    // No answer has room for a longer string.
    private const int MaxCompletion = 1 << 20;

    private readonly int _minimum;
    private readonly int _maximum;
    private readonly int _count;

    // Null before the opening quotation mark and after the closing one.
    private readonly JsonCharacter? _at;

    private JsonStringState(int minimum, int maximum, int count, JsonCharacter? at)
    {
        _minimum = minimum;
        _maximum = maximum;
        _count = count;
        _at = at;
    }

    /// <inheritdoc/>
    public override bool CanEnd => _at is null && _count >= 0;

    /// <inheritdoc/>
    public override bool CanContinue => !CanEnd;

    /// <summary>Gets the state before a string.</summary>
    /// <param name="minimum">The minimum length.</param>
    /// <param name="maximum">The maximum length.</param>
    public static JsonStringState Start(int minimum = 0, int maximum = int.MaxValue) => new(minimum, maximum, -1, null);

    /// <inheritdoc/>
    public override TextConstraintState? Advance(byte value)
    {
        if (_at is not JsonCharacter at)
        {
            return _count < 0 && value == '"' ? With(0, JsonCharacter.Whole) : null;
        }

        if (at == JsonCharacter.Whole && value == '"')
        {
            return _count >= _minimum ? With(_count, null) : null;
        }

        // Without a maximum, the count stops at the minimum, so that states are shared.
        bool begins = at == JsonCharacter.Whole;
        int count = begins && (_maximum < int.MaxValue || _count < _minimum) ? _count + 1 : _count;
        JsonCharacter next = JsonCharacters.Next(at, value);
        return next == JsonCharacter.None || count > _maximum ? null : With(count, next);
    }

    /// <inheritdoc/>
    public override byte[]? FindShortestCompletion()
    {
        int missing = Math.Max(0, _minimum - Math.Max(0, _count));
        if (CanEnd || missing > MaxCompletion)
        {
            return CanEnd ? [] : null;
        }

        byte[] blanks = new byte[missing];
        blanks.AsSpan().Fill((byte)' ');
        return _at is JsonCharacter at ? [.. JsonCharacters.Completion(at), .. blanks, (byte)'"'] : [(byte)'"', .. blanks, (byte)'"'];
    }

    private JsonStringState With(int count, JsonCharacter? at) =>
        count == _count && at == _at ? this : new(_minimum, _maximum, count, at);
}
