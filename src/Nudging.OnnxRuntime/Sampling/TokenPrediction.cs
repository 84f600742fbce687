using System.Numerics.Tensors;

namespace Nudging.OnnxRuntime.Sampling;

/// <summary>A prediction of the next token.</summary>
/// <param name="Id">The chosen token: drawn, or the most probable token that is allowed; of equally probable ones the lowest id.</param>
/// <param name="Probability">The model's own probability of the most probable token that is allowed, 0 to 1.</param>
internal readonly record struct TokenPrediction(int Id, float Probability)
{
    /// <summary>Makes a prediction from logits.</summary>
    /// <param name="logits">The logits of the whole vocabulary.</param>
    /// <param name="scratch">Memory of the same length that does not overlap the logits.</param>
    /// <param name="sampler">Chooses the token; <see langword="null"/> for the most probable one.</param>
    /// <param name="request">The requested prediction.</param>
    /// <param name="written">The tokens of the text before the prediction.</param>
    /// <exception cref="InvalidOperationException">The greatest logit is not a finite number.</exception>
    public static TokenPrediction Read(
        ReadOnlySpan<float> logits, Span<float> scratch, TokenSampler? sampler = null, PredictionRequest request = default, ReadOnlySpan<int> written = default)
    {
        int best = TensorPrimitives.IndexOfMax(logits);
        float top = logits[best];
        if (!float.IsFinite(top))
        {
            throw new InvalidOperationException($"The greatest logit of the model is {top} (token {best}), which is not a finite number: the weights are damaged, or the execution provider overflows in the model's precision.");
        }

        // The softmax at the greatest logit: exp(top - top) / sum of exp(logit - top).
        scratch = scratch[..logits.Length];
        TensorPrimitives.Subtract(logits, top, scratch);
        TensorPrimitives.Exp(scratch, scratch);
        float sum = TensorPrimitives.Sum<float>(scratch);
        if (sampler is null)
        {
            return new(best, 1 / sum);
        }

        (int id, best) = sampler.Choose(logits, scratch, request, written);
        return new(id, MathF.Exp(logits[best] - top) / sum);
    }
}
