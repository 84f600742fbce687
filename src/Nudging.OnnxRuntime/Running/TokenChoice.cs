using System.Numerics.Tensors;

namespace Nudging.OnnxRuntime.Running;

/// <summary>The next token.</summary>
/// <param name="Id">Its id; unless it was drawn that of the most probable token that is allowed, the lowest one of equals.</param>
/// <param name="Probability">The probability that the model itself gives to the most probable token that is allowed, 0 to 1.</param>
internal readonly record struct TokenChoice(int Id, float Probability)
{
    /// <summary>Reads the choice from the scores of the whole vocabulary.</summary>
    /// <param name="logits">The scores.</param>
    /// <param name="scratch">Memory for as many numbers; it may not overlap.</param>
    /// <param name="sampler">What chooses it; <see langword="null"/> for the most probable token.</param>
    /// <param name="wanted">Where it is chosen.</param>
    /// <param name="written">The tokens of the text before it.</param>
    public static TokenChoice Read(
        ReadOnlySpan<float> logits, Span<float> scratch, TokenSampler? sampler = null, ChoiceRequest wanted = default, ReadOnlySpan<int> written = default)
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
        float sum = TensorPrimitives.Sum<float>(scratch);
        if (sampler is null)
        {
            return new(best, 1 / sum);
        }

        (int id, best) = sampler.Choose(logits, scratch, wanted, written);
        return new(id, MathF.Exp(logits[best] - top) / sum);
    }
}
