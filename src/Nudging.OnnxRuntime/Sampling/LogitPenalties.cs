using Nudging.Models;

namespace Nudging.OnnxRuntime.Sampling;

/// <summary>Applies the repetition, frequency and presence penalties of <see cref="SamplingOptions"/> to logits.</summary>
/// <remarks>Not thread safe: the next call uses the same memory.</remarks>
internal sealed class LogitPenalties(SamplingOptions options)
{
    private float[] _logits = [];
    private int[] _counts = [];

    /// <summary>Applies the penalties.</summary>
    /// <param name="logits">The logits of the whole vocabulary.</param>
    /// <param name="written">The tokens of the text.</param>
    /// <returns>The logits with the penalties, valid until the next call.</returns>
    public ReadOnlySpan<float> Apply(ReadOnlySpan<float> logits, ReadOnlySpan<int> written)
    {
        if (_logits.Length != logits.Length)
        {
            _logits = new float[logits.Length];
            _counts = new int[logits.Length];
        }

        logits.CopyTo(_logits);
        foreach (int id in written)
        {
            if (id < _counts.Length)
            {
                _counts[id]++;
            }
        }

        foreach (int id in written)
        {
            if (id < _counts.Length && _counts[id] > 0)
            {
                float logit = logits[id];
                logit = logit > 0 ? logit / options.RepetitionPenalty : logit * options.RepetitionPenalty;
                _logits[id] = logit - (_counts[id] * options.FrequencyPenalty) - options.PresencePenalty;
                _counts[id] = 0;
            }
        }

        return _logits;
    }
}
