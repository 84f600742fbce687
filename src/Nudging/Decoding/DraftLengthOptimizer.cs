namespace Nudging.Decoding;

/// <summary>
/// Chooses the length of drafts that maximises the tokens per second, from measurements of the cost of drafting, the cost of
/// verifying and the share of accepted tokens. The best length may be 0.
/// </summary>
/// <remarks>
/// The chance that a draft token is accepted is estimated by the aligned model's probability of the token. With chances
/// a₁, a₂, … a draft of k tokens gives 1 + a₁ + a₁a₂ + … tokens. The time of a pass over k tokens is linear in k, fitted by
/// least squares. The weight of a measurement decreases with each later measurement. Thread safe.
/// </remarks>
internal sealed class DraftLengthOptimizer
{
    private const int MaxLength = 16;
    private const double Decay = 0.99;

    // Assumptions before the first measurement: verifying or drafting one more token takes a tenth of a pass, and a token is
    // accepted with the aligned model's probability. PriorWeight is the weight of the second assumption, in measurements.
    private const double PriorCost = 0.1;
    private const double PriorWeight = 4;

    // The aligned model's probabilities fall into this many classes.
    private const int Classes = 10;

    // Without drafts there are no measurements of acceptance. A draft is therefore tried at this interval.
    private const int TrialInterval = 16;

    private readonly object _lock = new();
    private readonly double[] _accepted = new double[Classes];
    private readonly double[] _seen = new double[Classes];
    private double _draftTime;
    private double _draftedTokens;
    private double _weight, _lengths, _times, _squares, _products;
    private int _choicesWithoutDraft;

    public DraftLengthOptimizer()
    {
        for (int i = 0; i < Classes; i++)
        {
            _seen[i] = PriorWeight;
            _accepted[i] = PriorWeight * (i + 0.5) / Classes;
        }
    }

    /// <summary>Chooses the number of a draft's tokens to verify in one pass.</summary>
    /// <param name="probabilities">The aligned model's probability of each token.</param>
    public int BestVerificationLength(IEnumerable<float> probabilities)
    {
        lock (_lock)
        {
            (double pass, double perToken) = PassCost();
            return Best(probabilities.Select(probability => ChanceOf(ClassOf(probability))), pass, perToken);
        }
    }

    /// <summary>Chooses the maximum length of a draft, and the minimum probability of its tokens.</summary>
    public (int Length, float MinTopProbability) BestDraft()
    {
        lock (_lock)
        {
            (double pass, double perToken) = PassCost();
            double draft = _draftedTokens > 0 ? _draftTime / _draftedTokens : PriorCost * pass;

            // Each token must save more time than the token costs. The draft may be long: the draft ends at the first token below the
            // minimum probability.
            int lowest = Enumerable.Range(0, Classes).FirstOrDefault(i => ChanceOf(i) * pass > perToken + draft, Classes);
            int length = lowest == Classes ? 0 : Best(Enumerable.Repeat(ChanceOf(Classes - 1), MaxLength), pass, perToken + draft);
            _choicesWithoutDraft = length > 0 ? 0 : _choicesWithoutDraft + 1;
            return _choicesWithoutDraft > 0 && _choicesWithoutDraft % TrialInterval == 0 ? (MaxLength / 4, 0) : (length, (float)lowest / Classes);
        }
    }

    /// <summary>Records the cost of a draft.</summary>
    /// <param name="tokens">The number of drafted tokens.</param>
    /// <param name="time">The time of the draft.</param>
    public void RecordDraft(int tokens, TimeSpan time)
    {
        lock (_lock)
        {
            _draftedTokens = (_draftedTokens * Decay) + tokens;
            _draftTime = (_draftTime * Decay) + time.TotalSeconds;
        }
    }

    /// <summary>Records the cost of passes.</summary>
    /// <param name="draftTokens">The number of draft tokens that each pass read.</param>
    /// <param name="passes">The number of passes.</param>
    /// <param name="time">The time of all passes.</param>
    public void RecordPasses(int draftTokens, int passes, TimeSpan time)
    {
        lock (_lock)
        {
            double each = time.TotalSeconds / passes;
            _weight = (_weight * Decay) + 1;
            _lengths = (_lengths * Decay) + draftTokens;
            _times = (_times * Decay) + each;
            _squares = (_squares * Decay) + ((double)draftTokens * draftTokens);
            _products = (_products * Decay) + (draftTokens * each);
        }
    }

    /// <summary>Records whether a draft token was accepted. All draft tokens before this token were accepted.</summary>
    /// <param name="probability">The aligned model's probability of the token.</param>
    /// <param name="accepted">Whether the token became output.</param>
    public void RecordToken(float probability, bool accepted)
    {
        lock (_lock)
        {
            int i = ClassOf(probability);
            _seen[i] = (_seen[i] * Decay) + 1;
            _accepted[i] = (_accepted[i] * Decay) + (accepted ? 1 : 0);
        }
    }

    private static int ClassOf(float probability) => Math.Clamp((int)(probability * Classes), 0, Classes - 1);

    private static int Best(IEnumerable<double> chances, double pass, double perToken)
    {
        int best = 0;
        int length = 0;
        double tokens = 1;
        double chance = 1;
        double bestSpeed = tokens / pass;
        foreach (double next in chances)
        {
            length++;
            chance *= next;
            tokens += chance;
            double speed = tokens / (pass + (length * perToken));
            if (speed > bestSpeed)
            {
                (best, bestSpeed) = (length, speed);
            }
        }

        return best;
    }

    private double ChanceOf(int i) => _accepted[i] / _seen[i];

    private (double Pass, double PerToken) PassCost()
    {
        if (_weight == 0)
        {
            return (1, PriorCost);
        }

        double mean = _times / _weight;
        double meanLength = _lengths / _weight;
        double variance = (_squares / _weight) - (meanLength * meanLength);
        double slope = variance > 0.5
            ? ((_products / _weight) - (meanLength * mean)) / variance
            : PriorCost * mean / (1 + (PriorCost * meanLength));
        slope = Math.Clamp(slope, 0, mean / (1 + meanLength));
        return (mean - (slope * meanLength), slope);
    }
}
