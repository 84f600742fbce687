using Nudging.Models;

namespace Nudging.OnnxRuntime.Running;

/// <summary>Takes the penalties of <see cref="SamplingOptions"/> off the scores of tokens that a text has already.</summary>
/// <remarks>Not thread safe: its memory is used again by the next scores.</remarks>
internal sealed class LogitPenalties(SamplingOptions options)
{
    private float[] _scores = [];
    private int[] _counts = [];

    /// <summary>Applies them.</summary>
    /// <param name="logits">The scores of the whole vocabulary.</param>
    /// <param name="written">The tokens of the text.</param>
    /// <returns>The scores with the penalties, until the next call.</returns>
    public ReadOnlySpan<float> Apply(ReadOnlySpan<float> logits, ReadOnlySpan<int> written)
    {
        if (_scores.Length != logits.Length)
        {
            _scores = new float[logits.Length];
            _counts = new int[logits.Length];
        }

        logits.CopyTo(_scores);
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
                float score = logits[id];
                score = score > 0 ? score / options.RepetitionPenalty : score * options.RepetitionPenalty;
                _scores[id] = score - (_counts[id] * options.FrequencyPenalty) - options.PresencePenalty;
                _counts[id] = 0;
            }
        }

        return _scores;
    }
}
