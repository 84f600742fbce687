using System.Text;
using Nudging.Constraints.Grammar;

namespace Nudging.Constraints.Json;

/// <summary>
/// A place in a JSON string that differs from given strings. As long as the string is a beginning of a given string, the string
/// has only the escapes of <see cref="JsonLiteral"/>, so that each string has one form.
/// </summary>
internal sealed class JsonExcludedStringState : TextConstraintState
{
    private readonly TextConstraintState _inner;

    // The given strings with quotation marks, of which the first bytes are the text so far.
    private readonly byte[][] _excluded;
    private readonly int _length;
    private readonly bool _isEscape;

    private JsonExcludedStringState(TextConstraintState inner, byte[][] excluded, int length, bool isEscape = false)
    {
        _isEscape = isEscape;
        _inner = inner;
        _excluded = excluded;
        _length = length;
    }

    /// <inheritdoc/>
    public override bool CanEnd => _inner.CanEnd && !_excluded.Any(other => other.Length == _length);

    /// <inheritdoc/>
    public override bool CanContinue => Enumerable.Range(0, 256).Any(value => Advance((byte)value) is not null);

    /// <summary>Gets the state before a string.</summary>
    /// <param name="inner">The state before a string of which some strings are excluded.</param>
    /// <param name="excluded">The excluded strings.</param>
    /// <returns>The state; <see langword="null"/> where all strings are excluded.</returns>
    public static TextConstraintState? Start(TextConstraintState inner, IEnumerable<string> excluded)
    {
        JsonExcludedStringState start = new(inner, [.. excluded.Select(text => Encoding.UTF8.GetBytes(JsonLiteral.OfString(text)))], 0);
        return start.IsOpen() ? start : null;
    }

    /// <inheritdoc/>
    public override TextConstraintState? Advance(byte value)
    {
        if (_inner.Advance(value) is not TextConstraintState next || (_isEscape && !"\"\\nrt"u8.Contains(value)))
        {
            return null;
        }

        if (value == '\\' && !_isEscape)
        {
            JsonExcludedStringState escape = new(next, _excluded, _length, isEscape: true);
            return escape.IsOpen() ? escape : null;
        }

        byte[] read = _isEscape ? [(byte)'\\', value] : [value];
        byte[][] excluded = [.. _excluded.Where(other => other.AsSpan(_length).StartsWith(read))];
        if (excluded.Length == 0)
        {
            return next;
        }

        JsonExcludedStringState state = new(next, excluded, _length + read.Length);
        return state.IsOpen() ? state : null;
    }

    /// <inheritdoc/>
    public override byte[]? FindShortestCompletion() => CompletionSearch.Find(this, _inner);

    /// <inheritdoc/>
    internal override StackFrame? Continuation(StackFrame? next) => _inner.Continuation(next);

    // Whether a text leads from here to an end. Only the bytes of the given strings are followed: after another byte, the inner state decides.
    private bool IsOpen() => CanEnd || CanContinue;
}
