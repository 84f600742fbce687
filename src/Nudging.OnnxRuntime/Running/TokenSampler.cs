using System.Numerics.Tensors;
using Nudging.Models;

namespace Nudging.OnnxRuntime.Running;

/// <summary>Draws tokens as <see cref="SamplingOptions"/> say.</summary>
/// <remarks>Not thread safe: its memory is used again by the next draw.</remarks>
internal sealed class TokenSampler(SamplingOptions options)
{
    // Candidates are looked for among the likelier tokens first: nearly always all of them are there, and few.
    private static readonly float[] Cutoffs = [1e-3f, 1e-6f, 0];

    private readonly List<(float Weight, int Id)> _candidates = [];

    /// <summary>Gets what the draws depend on.</summary>
    public SamplingOptions Options => options;

    /// <summary>Draws a token.</summary>
    /// <param name="logits">The scores of the whole vocabulary.</param>
    /// <param name="top">The greatest score.</param>
    /// <param name="scratch">Memory for as many numbers; it may not overlap.</param>
    /// <param name="point">Where the token is drawn.</param>
    public int Draw(ReadOnlySpan<float> logits, float top, Span<float> scratch, DrawPoint point)
    {
        Span<float> weights = scratch[..logits.Length];
        TensorPrimitives.Subtract(logits, top, weights);
        TensorPrimitives.Divide(weights, options.Temperature, weights);
        TensorPrimitives.Exp(weights, weights);
        Select(weights);
        double left = Uniform(options.Seed, point) * Sum();
        foreach ((float weight, int id) in _candidates)
        {
            left -= weight;
            if (left < 0)
            {
                return id;
            }
        }

        return _candidates[^1].Id;
    }

    // Leaves the tokens to draw from.
    private void Select(ReadOnlySpan<float> weights)
    {
        double total = TensorPrimitives.Sum(weights);
        foreach (float cutoff in Cutoffs)
        {
            Collect(weights, cutoff);
            if (cutoff == 0 || (options.TopK > 0 ? _candidates.Count >= options.TopK : cutoff <= options.MinP || Sum() >= options.TopP * total))
            {
                break;
            }
        }

        if (options.TopK > 0 || options.TopP < 1)
        {
            // The most probable ones first, of equals the one with the lower id.
            _candidates.Sort(static (one, other) => one.Weight != other.Weight ? other.Weight.CompareTo(one.Weight) : one.Id.CompareTo(other.Id));
            if (options.TopK > 0 && _candidates.Count > options.TopK)
            {
                _candidates.RemoveRange(options.TopK, _candidates.Count - options.TopK);
            }

            KeepTopP(options.TopK > 0 ? Sum() : total);
        }

        _candidates.RemoveAll(candidate => candidate.Weight < options.MinP);
    }

    private void Collect(ReadOnlySpan<float> weights, float least)
    {
        _candidates.Clear();
        for (int id = 0; id < weights.Length; id++)
        {
            if (weights[id] >= least && weights[id] > 0)
            {
                _candidates.Add((weights[id], id));
            }
        }
    }

    private void KeepTopP(double sum)
    {
        double reached = 0;
        for (int count = 1; count <= _candidates.Count; count++)
        {
            reached += _candidates[count - 1].Weight;
            if (reached >= options.TopP * sum)
            {
                _candidates.RemoveRange(count, _candidates.Count - count);
            }
        }
    }

    private double Sum()
    {
        double sum = 0;
        foreach ((float weight, _) in _candidates)
        {
            sum += weight;
        }

        return sum;
    }

    // SplitMix64 over the seed and the point.
    private static double Uniform(long seed, DrawPoint point)
    {
        ulong state = Mix((ulong)seed + 0x9E3779B97F4A7C15);
        state = Mix(state ^ (uint)point.Offset);
        state = Mix(state ^ ((ulong)(uint)point.Index << 32));
        return (state >> 11) * (1.0 / (1UL << 53));
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
