namespace Nudging.Decoding;

/// <summary>
/// Finds how far a draft is worth reading: as far as gives the most tokens for the time, by what was measured of the
/// cost of drafting, of reading and of how much is accepted, down to nothing.
/// </summary>
/// <remarks>
/// How likely a drafted token is accepted is learnt by how sure the aligned model was of it. With chances a₁, a₂, … one
/// after the other, k drafted tokens give 1 + a₁ + a₁a₂ + … tokens. A pass over k of them takes a time that is linear in
/// k, found by least squares. Old measurements fade. Thread safe.
/// </remarks>
internal sealed class DraftLengthOptimizer
{
    private const int Most = 16;
    private const double Fading = 0.99;

    // What is assumed before anything is measured: that reading a token more, and drafting one, takes a tenth of a pass,
    // and, with the weight of so many measurements, that a token is accepted as often as the aligned model is sure.
    private const double PriorCost = 0.1;
    private const double PriorWeight = 4;

    // By how sure the aligned model was.
    private const int Classes = 10;

    // What is never drafted can never be seen to be accepted, so that a draft is tried now and then.
    private const int TrialInterval = 16;

    private readonly object _lock = new();
    private readonly double[] _accepted = new double[Classes];
    private readonly double[] _seen = new double[Classes];
    private double _draftTime;
    private double _drafted;
    private double _weight, _lengths, _times, _squares, _products;
    private int _undrafted;

    public DraftLengthOptimizer()
    {
        for (int i = 0; i < Classes; i++)
        {
            _seen[i] = PriorWeight;
            _accepted[i] = PriorWeight * (i + 0.5) / Classes;
        }
    }

    /// <summary>Finds how many tokens of a draft to read.</summary>
    /// <param name="probabilities">How sure the aligned model was of each of them.</param>
    public int BestRead(IEnumerable<float> probabilities)
    {
        lock (_lock)
        {
            (double pass, double perToken) = PassCost();
            return Best(probabilities.Select(probability => ChanceOf(ClassOf(probability))), pass, perToken);
        }
    }

    /// <summary>Finds how many tokens to draft at most, and how sure the aligned model must be of them.</summary>
    public (int Length, float MinTopProbability) BestDraft()
    {
        lock (_lock)
        {
            (double pass, double perToken) = PassCost();
            double draft = _drafted > 0 ? _draftTime / _drafted : PriorCost * pass;

            // A token by itself has to be worth its cost. Where one after the other is sure, the draft may be long: it
            // ends by itself at the first one that is not.
            int lowest = Enumerable.Range(0, Classes).FirstOrDefault(i => ChanceOf(i) * pass > perToken + draft, Classes);
            int length = lowest == Classes ? 0 : Best(Enumerable.Repeat(ChanceOf(Classes - 1), Most), pass, perToken + draft);
            _undrafted = length > 0 ? 0 : _undrafted + 1;
            return _undrafted > 0 && _undrafted % TrialInterval == 0 ? (Most / 4, 0) : (length, (float)lowest / Classes);
        }
    }

    /// <summary>Learns what drafting costs.</summary>
    /// <param name="tokens">How many tokens were drafted.</param>
    /// <param name="time">How long it took.</param>
    public void RecordDraft(int tokens, TimeSpan time)
    {
        lock (_lock)
        {
            _drafted = (_drafted * Fading) + tokens;
            _draftTime = (_draftTime * Fading) + time.TotalSeconds;
        }
    }

    /// <summary>Learns what passes cost.</summary>
    /// <param name="draftTokens">How many drafted tokens each read.</param>
    /// <param name="passes">How many passes there were.</param>
    /// <param name="time">How long they took together.</param>
    public void RecordPasses(int draftTokens, int passes, TimeSpan time)
    {
        lock (_lock)
        {
            double each = time.TotalSeconds / passes;
            _weight = (_weight * Fading) + 1;
            _lengths = (_lengths * Fading) + draftTokens;
            _times = (_times * Fading) + each;
            _squares = (_squares * Fading) + ((double)draftTokens * draftTokens);
            _products = (_products * Fading) + (draftTokens * each);
        }
    }

    /// <summary>Learns whether a drafted token is accepted where those before it were.</summary>
    /// <param name="probability">How sure the aligned model was of it.</param>
    /// <param name="accepted">Whether it came to be written.</param>
    public void RecordToken(float probability, bool accepted)
    {
        lock (_lock)
        {
            int i = ClassOf(probability);
            _seen[i] = (_seen[i] * Fading) + 1;
            _accepted[i] = (_accepted[i] * Fading) + (accepted ? 1 : 0);
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
