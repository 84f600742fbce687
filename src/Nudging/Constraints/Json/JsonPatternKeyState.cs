using System.Text;
using Nudging.Constraints.Grammar;

namespace Nudging.Constraints.Json;

/// <summary>A place in the key of a member whose keys match a pattern. The key has no escapes and differs from all other keys.</summary>
internal sealed class JsonPatternKeyState : TextConstraintState
{
    private readonly TextConstraintState _inner;
    private readonly Func<string, StackFrame?, StackFrame?> _afterKey;
    private readonly byte[] _bytes = [];

    /// <summary>Initializes a new instance of the <see cref="JsonPatternKeyState"/> class, before the key.</summary>
    /// <param name="start">The state before a key that the object does not have.</param>
    /// <param name="afterKey">Gets the stack after a key, from the stack after the object.</param>
    public JsonPatternKeyState(TextConstraintState start, Func<string, StackFrame?, StackFrame?> afterKey)
    {
        _inner = start;
        _afterKey = afterKey;
    }

    private JsonPatternKeyState(JsonPatternKeyState before, TextConstraintState inner, byte[] bytes)
        : this(inner, before._afterKey) => _bytes = bytes;

    /// <inheritdoc/>
    public override bool CanEnd => _inner.CanEnd;

    /// <inheritdoc/>
    public override bool CanContinue => !CanEnd;

    /// <inheritdoc/>
    public override TextConstraintState? Advance(byte value) =>
        value != '\\' && _inner.Advance(value) is TextConstraintState next ? new JsonPatternKeyState(this, next, [.. _bytes, value]) : null;

    /// <inheritdoc/>
    public override byte[]? FindShortestCompletion() => CompletionSearch.Find(this, _inner);

    /// <inheritdoc/>
    internal override StackFrame? Continuation(StackFrame? next) => _afterKey(Encoding.UTF8.GetString(_bytes.AsSpan()[1..^1]), next);
}
