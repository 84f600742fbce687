using System.Numerics.Tensors;
using Nudging.Constraints;

namespace Nudging.OnnxRuntime.Sampling;

/// <summary>The bytes that each token of a vocabulary adds to a text: tells which tokens a constraint allows.</summary>
/// <remarks>Thread safe.</remarks>
internal sealed class TokenByteTable
{
    // The number of the most probable tokens that are tried one by one. The first one is nearly always allowed.
    private const int MaxAttempts = 4;

    private readonly string _model;
    private readonly IReadOnlySet<int> _ends;
    private readonly ReadOnlyMemory<byte>[] _bytes;

    // The bytes of the special tokens that are visible; the array has no bytes for these tokens.
    private readonly Dictionary<int, ReadOnlyMemory<byte>>? _visible;

    /// <param name="model">The name of the model.</param>
    /// <param name="bytesOf">Gets the UTF-8 that a token adds to a text; empty for a token that adds nothing.</param>
    /// <param name="ends">The tokens that end a text.</param>
    /// <param name="count">The size of the vocabulary.</param>
    public TokenByteTable(string model, Func<int, ReadOnlyMemory<byte>> bytesOf, IReadOnlySet<int> ends, int count)
    {
        _model = model;
        _ends = ends;
        _bytes = [.. Enumerable.Range(0, count).Select(id => ends.Contains(id) ? default : bytesOf(id))];
    }

    private TokenByteTable(TokenByteTable other, Dictionary<int, ReadOnlyMemory<byte>> visible)
    {
        _model = other._model;
        _ends = other._ends;
        _bytes = other._bytes;
        _visible = visible;
    }

    /// <summary>Gets a table in which some tokens that add nothing to a text have bytes.</summary>
    /// <param name="visible">The bytes by token.</param>
    public TokenByteTable With(Dictionary<int, ReadOnlyMemory<byte>> visible) => new(this, visible);

    /// <summary>Gets the state of a constraint after a token.</summary>
    /// <param name="state">The state before the token.</param>
    /// <param name="id">The token.</param>
    /// <returns><see langword="null"/> if the token is not allowed or adds nothing to the text.</returns>
    public TextConstraintState? Advance(TextConstraintState state, int id) =>
        BytesOf(id) is { IsEmpty: false } bytes ? state.Advance(bytes.Span) : null;

    /// <summary>Tells whether a constraint allows a token next. A token that ends the text is allowed where the text may end.</summary>
    /// <param name="state">The state before the token.</param>
    /// <param name="id">The token.</param>
    public bool IsAllowed(TextConstraintState state, int id) => _ends.Contains(id) ? state.CanEnd : Advance(state, id) is not null;

    /// <summary>Finds the most probable token that a constraint allows; of equally probable ones the lowest id.</summary>
    /// <param name="state">The state before the token.</param>
    /// <param name="logits">The logits of the whole vocabulary.</param>
    /// <param name="scratch">Memory of the same length that does not overlap the logits.</param>
    /// <exception cref="InvalidOperationException">No token is allowed.</exception>
    public int MostProbable(TextConstraintState state, ReadOnlySpan<float> logits, Span<float> scratch)
    {
        int best = TensorPrimitives.IndexOfMax(logits);
        if (IsAllowed(state, best))
        {
            return best;
        }

        logits.CopyTo(scratch);
        for (int i = 1; i < MaxAttempts; i++)
        {
            scratch[best] = float.NegativeInfinity;
            best = TensorPrimitives.IndexOfMax(scratch[..logits.Length]);
            if (scratch[best] > float.NegativeInfinity && IsAllowed(state, best))
            {
                return best;
            }
        }

        return FindAmongAll(state, logits);
    }

    private ReadOnlyMemory<byte> BytesOf(int id)
    {
        ReadOnlyMemory<byte> bytes = (uint)id < (uint)_bytes.Length ? _bytes[id] : default;
        return bytes.IsEmpty && _visible is not null ? _visible.GetValueOrDefault(id) : bytes;
    }

    // The first byte rules out most tokens, and a more probable token found before rules out others.
    private int FindAmongAll(TextConstraintState state, ReadOnlySpan<float> logits)
    {
        Span<bool> canBegin = stackalloc bool[256];
        for (int value = 0; value < canBegin.Length; value++)
        {
            canBegin[value] = state.Advance((byte)value) is not null;
        }

        int best = -1;
        for (int id = 0; id < logits.Length; id++)
        {
            bool isCandidate = best < 0 || logits[id] > logits[best];
            if (isCandidate && (BytesOf(id) is { IsEmpty: false } bytes ? canBegin[bytes.Span[0]] : _ends.Contains(id)) && IsAllowed(state, id))
            {
                best = id;
            }
        }

        return best >= 0 ? best : throw new InvalidOperationException(
            $"The vocabulary of the model '{_model}' has no token that the constraint allows next: the tokenizer cannot encode every text.");
    }
}
