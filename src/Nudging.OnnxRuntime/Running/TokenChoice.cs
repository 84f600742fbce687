using System.Numerics.Tensors;

namespace Nudging.OnnxRuntime.Running;

/// <summary>The next token.</summary>
/// <param name="Id">Its id; unless it was drawn that of the most probable token, the lowest one of equals.</param>
/// <param name="Probability">The probability of the most probable token, 0 to 1.</param>
internal readonly record struct TokenChoice(int Id, float Probability)
{
    /// <summary>Reads the choice from the scores of the whole vocabulary.</summary>
    /// <param name="logits">The scores.</param>
    /// <param name="scratch">Memory for as many numbers; it may not overlap.</param>
    /// <param name="sampler">What draws it; <see langword="null"/> for the most probable token.</param>
    /// <param name="point">Where it is drawn.</param>
    public static TokenChoice Read(ReadOnlySpan<float> logits, Span<float> scratch, TokenSampler? sampler = null, DrawPoint point = default)
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
        float probability = 1 / TensorPrimitives.Sum<float>(scratch);
        return new(sampler?.Draw(logits, top, scratch, point) ?? best, probability);
    }
}
