using System.Text;

namespace Nudging.Constraints.Grammar;

/// <summary>A place in a literal text.</summary>
/// <param name="expected">The next byte.</param>
/// <param name="next">The state after that byte; <see langword="null"/> at the end of the text.</param>
internal sealed class LiteralState(byte expected, LiteralState? next) : TextConstraintState
{
    private readonly byte _expected = expected;
    private readonly LiteralState? _next = next;

    /// <inheritdoc/>
    public override bool CanEnd => _next is null;

    /// <inheritdoc/>
    public override bool CanContinue => _next is not null;

    /// <summary>Gets the state before a text.</summary>
    public static LiteralState Of(string text)
    {
        LiteralState state = new(0, null);
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        for (int i = bytes.Length - 1; i >= 0; i--)
        {
            state = new(bytes[i], state);
        }

        return state;
    }

    /// <inheritdoc/>
    public override byte[] FindShortestCompletion()
    {
        List<byte> rest = [];
        LiteralState state = this;
        while (state._next is LiteralState after)
        {
            rest.Add(state._expected);
            state = after;
        }

        return [.. rest];
    }

    /// <inheritdoc/>
    public override TextConstraintState? Advance(byte value) => value == _expected ? _next : null;
}
