using System.Numerics.Tensors;
using Nudging.Constraints;
using Nudging.Models;
using Nudging.OnnxRuntime.Sequences;

namespace Nudging.OnnxRuntime.Running;

/// <summary>Chooses tokens as <see cref="SamplingOptions"/> say.</summary>
/// <remarks>Not thread safe: its memory is used again by the next choice.</remarks>
/// <param name="options">What they say.</param>
/// <param name="text">What the model makes of text; needed for a constraint.</param>
internal sealed class TokenSampler(SamplingOptions options, ModelTokenizer? text = null)
{
    // So many tokens are drawn in vain before all that the constraint does not allow are left out: few are looked at.
    private const int MostRejections = 16;

    // Candidates are looked for among the likelier tokens first: nearly always all of them are there, and few.
    private static readonly float[] Cutoffs = [1e-3f, 1e-6f, 0];

    private readonly List<(float Weight, int Id)> _candidates = [];
    private readonly float _topP = options.TopP ?? 1;
    private readonly long _seed = options.Seed ?? Random.Shared.NextInt64();
    private readonly LogitPenalties? _penalties = options.HasPenalties ? new(options) : null;

    /// <summary>Gets what the choices depend on.</summary>
    public SamplingOptions Options => options;

    /// <summary>Chooses a token.</summary>
    /// <param name="logits">The scores of the whole vocabulary.</param>
    /// <param name="scratch">Memory for as many numbers; it may not overlap.</param>
    /// <param name="wanted">Where the token is chosen.</param>
    /// <param name="written">The tokens of the text before it.</param>
    /// <returns>The token, and the most probable one that is allowed.</returns>
    public (int Id, int Best) Choose(ReadOnlySpan<float> logits, Span<float> scratch, ChoiceRequest wanted, ReadOnlySpan<int> written)
    {
        ReadOnlySpan<float> scores = _penalties is null ? logits : _penalties.Apply(logits, written);
        int top = TensorPrimitives.IndexOfMax(scores);
        int best = wanted.State is null ? top : text!.Written(logits.Length).MostProbable(wanted.State, scores, scratch);
        int drawn = options.Temperature == 0 ? -1 : Draw(scores, scores[top], scratch, wanted.Point, wanted.State);
        return (drawn < 0 ? best : drawn, best);
    }

    /// <summary>Draws a token.</summary>
    /// <param name="scores">The scores of the whole vocabulary.</param>
    /// <param name="top">The greatest score.</param>
    /// <param name="scratch">Memory for as many numbers; it may not overlap.</param>
    /// <param name="point">Where the token is drawn.</param>
    /// <param name="state">What is allowed; <see langword="null"/> for anything.</param>
    /// <returns>The token; -1 if none of those to draw from is allowed.</returns>
    public int Draw(ReadOnlySpan<float> scores, float top, Span<float> scratch, SamplingPosition point, TextConstraintState? state = null)
    {
        Span<float> weights = scratch[..scores.Length];
        TensorPrimitives.Subtract(scores, top, weights);
        TensorPrimitives.Divide(weights, options.Temperature, weights);
        TensorPrimitives.Exp(weights, weights);
        Select(weights);
        TokenByteTable? tokens = state is null ? null : text!.Written(scores.Length);
        for (int rejections = 0; _candidates.Count > 0; rejections++)
        {
            if (rejections == MostRejections)
            {
                _candidates.RemoveAll(candidate => !tokens!.IsAllowed(state!, candidate.Id));
                return _candidates.Count == 0 ? -1 : _candidates[DrawOne(point, rejections)].Id;
            }

            int drawn = DrawOne(point, rejections);
            int id = _candidates[drawn].Id;
            if (tokens is null || tokens.IsAllowed(state!, id))
            {
                return id;
            }

            _candidates.RemoveAt(drawn);
        }

        return -1;
    }

    private int DrawOne(SamplingPosition point, int rejections)
    {
        double left = Uniform(_seed, point, rejections) * Sum();
        for (int i = 0; i < _candidates.Count; i++)
        {
            left -= _candidates[i].Weight;
            if (left < 0)
            {
                return i;
            }
        }

        return _candidates.Count - 1;
    }

    // Leaves the tokens to draw from.
    private void Select(ReadOnlySpan<float> weights)
    {
        double total = TensorPrimitives.Sum(weights);
        foreach (float cutoff in Cutoffs)
        {
            Collect(weights, cutoff);
            if (cutoff == 0 || (options.TopK > 0 ? _candidates.Count >= options.TopK : cutoff <= options.MinP || Sum() >= _topP * total))
            {
                break;
            }
        }

        if (options.TopK > 0 || _topP < 1)
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
            if (reached >= _topP * sum)
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

    // SplitMix64 over the seed, the point, and how many tokens were drawn there in vain.
    private static double Uniform(long seed, SamplingPosition point, int rejections)
    {
        ulong state = Mix((ulong)seed + 0x9E3779B97F4A7C15);
        state = Mix(state ^ (uint)point.Offset);
        state = Mix(state ^ ((ulong)(uint)point.Index << 32));
        state = rejections == 0 ? state : Mix(state ^ (uint)rejections);
        return (state >> 11) * (1.0 / (1UL << 53));
    }

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
