using System.Numerics.Tensors;
using Nudging.Constraints;

namespace Nudging.OnnxRuntime.Running;

/// <summary>What each token of a vocabulary writes, and which of them a constraint allows.</summary>
/// <remarks>Thread safe.</remarks>
internal sealed class TokenByteTable
{
    // The most probable tokens are tried by themselves: nearly always the first one is allowed.
    private const int Tries = 4;

    private readonly string _model;
    private readonly IReadOnlySet<int> _ends;
    private readonly ReadOnlyMemory<byte>[] _bytes;

    /// <param name="model">The name of the model.</param>
    /// <param name="bytesOf">The UTF-8 that a token adds to a text; none for those that add nothing.</param>
    /// <param name="ends">The tokens that end a text.</param>
    /// <param name="count">How many tokens the model can choose from.</param>
    public TokenByteTable(string model, Func<int, ReadOnlyMemory<byte>> bytesOf, IReadOnlySet<int> ends, int count)
    {
        _model = model;
        _ends = ends;
        _bytes = [.. Enumerable.Range(0, count).Select(id => ends.Contains(id) ? default : bytesOf(id))];
    }

    /// <summary>The state after a token.</summary>
    /// <param name="state">The state before it.</param>
    /// <param name="id">The token.</param>
    /// <returns><see langword="null"/> if it is not allowed, and for all tokens that write nothing.</returns>
    public TextConstraintState? Advance(TextConstraintState state, int id) =>
        (uint)id < (uint)_bytes.Length && !_bytes[id].IsEmpty ? state.Advance(_bytes[id].Span) : null;

    /// <summary>Tells whether a token may come next: one that ends the text only where it may end.</summary>
    /// <param name="state">The state before it.</param>
    /// <param name="id">The token.</param>
    public bool IsAllowed(TextConstraintState state, int id) => _ends.Contains(id) ? state.CanEnd : Advance(state, id) is not null;

    /// <summary>Finds the most probable token that may come next, the lowest one of equals.</summary>
    /// <param name="state">The state before it.</param>
    /// <param name="scores">The scores of all tokens.</param>
    /// <param name="scratch">Memory for as many numbers; it may not overlap.</param>
    public int MostProbable(TextConstraintState state, ReadOnlySpan<float> scores, Span<float> scratch)
    {
        int best = TensorPrimitives.IndexOfMax(scores);
        if (IsAllowed(state, best))
        {
            return best;
        }

        scores.CopyTo(scratch);
        for (int i = 1; i < Tries; i++)
        {
            scratch[best] = float.NegativeInfinity;
            best = TensorPrimitives.IndexOfMax(scratch[..scores.Length]);
            if (scratch[best] > float.NegativeInfinity && IsAllowed(state, best))
            {
                return best;
            }
        }

        return FindAmongAll(state, scores);
    }

    // Most tokens are out of the question by their first byte, or because one that is more probable was found before.
    private int FindAmongAll(TextConstraintState state, ReadOnlySpan<float> scores)
    {
        Span<bool> canBegin = stackalloc bool[256];
        for (int value = 0; value < canBegin.Length; value++)
        {
            canBegin[value] = state.Advance((byte)value) is not null;
        }

        int best = -1;
        for (int id = 0; id < scores.Length; id++)
        {
            bool isCandidate = best < 0 || scores[id] > scores[best];
            if (isCandidate && (_bytes[id].IsEmpty || canBegin[_bytes[id].Span[0]]) && IsAllowed(state, id))
            {
                best = id;
            }
        }

        return best >= 0 ? best : throw new InvalidOperationException(
            $"The model '{_model}' has no token that goes on as the constraint demands: its tokenizer cannot write every text.");
    }
}
