using System.Numerics.Tensors;

namespace Nudging.OnnxRuntime.Running;

/// <summary>The most probable next token.</summary>
/// <param name="Id">Its id; the lowest one of equals.</param>
/// <param name="Probability">Its probability, 0 to 1.</param>
internal readonly record struct TokenChoice(int Id, float Probability)
{
    /// <summary>Reads the choice from the scores of the whole vocabulary.</summary>
    /// <param name="logits">The scores.</param>
    /// <param name="scratch">Memory for as many numbers; it may not overlap.</param>
    public static TokenChoice Read(ReadOnlySpan<float> logits, Span<float> scratch)
    {
        int best = TensorPrimitives.IndexOfMax(logits);
        float top = logits[best];
        if (!float.IsFinite(top))
        {
            throw new InvalidOperationException($"The model's scores are not numbers (the score of token {best} is {top}): its weights are damaged, or its numbers overflow on this provider.");
        }

        // The softmax of the largest score alone: exp(top - top) over the sum of exp(score - top).
        scratch = scratch[..logits.Length];
        TensorPrimitives.Subtract(logits, top, scratch);
        TensorPrimitives.Exp(scratch, scratch);
        return new(best, 1 / TensorPrimitives.Sum<float>(scratch));
    }
}
