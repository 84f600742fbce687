using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Nudging.Constraints;
using Nudging.Models;

namespace Nudging.OnnxRuntime.Sampling;

/// <summary>Chooses tokens as <see cref="SamplingOptions"/> say.</summary>
/// <remarks>Not thread safe: the next choice uses the same memory.</remarks>
/// <param name="options">The options.</param>
/// <param name="tokens">The bytes of the tokens; required for a constraint.</param>
internal sealed class TokenSampler(SamplingOptions options, TokenByteTable? tokens = null)
{
    // After this many rejected draws, all candidates that the constraint does not allow are removed at once.
    private const int MaxRejections = 16;

    // The more probable tokens are searched for candidates first: they are few and nearly always enough.
    private static readonly float[] Cutoffs = [1e-3f, 1e-6f, 0];

    private readonly List<TokenCandidate> _candidates = [];
    private readonly IReadOnlyList<TokenFilter> _filters = TokenFilters.For(options);
    private readonly long _seed = options.Seed ?? Random.Shared.NextInt64();
    private readonly LogitPenalties? _penalties = options.HasPenalties ? new(options) : null;

    /// <summary>Gets the options.</summary>
    public SamplingOptions Options => options;

    /// <summary>Chooses a token.</summary>
    /// <param name="logits">The logits of the whole vocabulary.</param>
    /// <param name="scratch">Memory of the same length that does not overlap the logits.</param>
    /// <param name="request">The requested prediction.</param>
    /// <param name="written">The tokens of the text before the prediction.</param>
    /// <returns>The chosen token, and the most probable token that is allowed.</returns>
    public (int Id, int Best) Choose(ReadOnlySpan<float> logits, Span<float> scratch, PredictionRequest request, ReadOnlySpan<int> written)
    {
        ReadOnlySpan<float> penalized = _penalties is null ? logits : _penalties.Apply(logits, written);
        int top = TensorPrimitives.IndexOfMax(penalized);
        int best = request.State is null ? top : tokens!.MostProbable(request.State, penalized, scratch);
        int drawn = options.Temperature == 0 ? -1 : Draw(penalized, penalized[top], scratch, request.Position, request.State);
        return (drawn < 0 ? best : drawn, best);
    }

    /// <summary>Draws a token.</summary>
    /// <param name="logits">The logits of the whole vocabulary.</param>
    /// <param name="top">The greatest logit.</param>
    /// <param name="scratch">Memory of the same length that does not overlap the logits.</param>
    /// <param name="position">The position that the draw depends on.</param>
    /// <param name="state">The state of the constraint; <see langword="null"/> for no constraint.</param>
    /// <returns>The token; -1 if the constraint allows none of the candidates.</returns>
    public int Draw(ReadOnlySpan<float> logits, float top, Span<float> scratch, SamplingPosition position, TextConstraintState? state = null)
    {
        Span<float> weights = scratch[..logits.Length];
        TensorPrimitives.Subtract(logits, top, weights);
        TensorPrimitives.Divide(weights, options.Temperature, weights);
        TensorPrimitives.Exp(weights, weights);
        SelectCandidates(weights);
        for (int rejections = 0; _candidates.Count > 0; rejections++)
        {
            if (rejections == MaxRejections)
            {
                _candidates.RemoveAll(candidate => !tokens!.IsAllowed(state!, candidate.Id));
                return _candidates.Count == 0 ? -1 : _candidates[DrawIndex(position, rejections)].Id;
            }

            int index = DrawIndex(position, rejections);
            int id = _candidates[index].Id;
            if (state is null || tokens!.IsAllowed(state, id))
            {
                return id;
            }

            _candidates.RemoveAt(index);
        }

        return -1;
    }

    private int DrawIndex(SamplingPosition position, int rejections)
    {
        double left = Uniform(_seed, position, rejections) * Sum();
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

    private void SelectCandidates(ReadOnlySpan<float> weights)
    {
        if (_filters.Count == 0)
        {
            Collect(weights, 0);
            return;
        }

        double total = TensorPrimitives.Sum(weights);
        foreach (float cutoff in Cutoffs)
        {
            Collect(weights, cutoff);
            _candidates.Sort();
            if (ApplyFilters(total, isComplete: cutoff == 0))
            {
                return;
            }
        }
    }

    private void Collect(ReadOnlySpan<float> weights, float cutoff)
    {
        _candidates.Clear();
        for (int id = 0; id < weights.Length; id++)
        {
            if (weights[id] >= cutoff && weights[id] > 0)
            {
                _candidates.Add(new(weights[id], id));
            }
        }
    }

    // Returns false where a filter needs less probable tokens than those collected.
    private bool ApplyFilters(double sum, bool isComplete)
    {
        foreach (TokenFilter filter in _filters)
        {
            int count = filter(CollectionsMarshal.AsSpan(_candidates), sum);
            if (count <= _candidates.Count)
            {
                _candidates.RemoveRange(count, _candidates.Count - count);
                sum = Sum();
                isComplete = true;
            }
            else if (!isComplete)
            {
                return false;
            }
        }

        return true;
    }

    private double Sum()
    {
        double sum = 0;
        foreach (TokenCandidate candidate in CollectionsMarshal.AsSpan(_candidates))
        {
            sum += candidate.Weight;
        }

        return sum;
    }

    // SplitMix64 over the seed, the position, and the number of rejected draws.
    private static double Uniform(long seed, SamplingPosition position, int rejections)
    {
        ulong state = Mix((ulong)seed + 0x9E3779B97F4A7C15);
        state = Mix(state ^ (uint)position.Offset);
        state = Mix(state ^ ((ulong)(uint)position.Index << 32));
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
