namespace Nudging.Decoding;

/// <summary>
/// Finds how many tokens to draft: as many as give the most tokens for the time, by what was measured of the cost of
/// drafting, of reading and of how much is accepted, down to none.
/// </summary>
/// <remarks>
/// With a share a of drafted tokens accepted one after the other, k of them give 1 + a + a² + … + aᵏ tokens. A pass over
/// k drafted tokens takes a time that is linear in k, found by least squares. Old measurements fade. Thread safe.
/// </remarks>
internal sealed class DraftLengths
{
    private const int Most = 16;
    private const double Fading = 0.98;

    // What is assumed before anything is measured, with the weight of so many measurements: that reading a token more,
    // and drafting one, takes a tenth of a pass.
    private const double PriorAcceptance = 0.7;
    private const double PriorWeight = 4;
    private const double PriorCost = 0.1;

    // Without drafts nothing is learnt of them, so that one is tried now and then.
    private const int TrialInterval = 16;
    private const int TrialLength = 2;

    private readonly object _lock = new();
    private double _accepted = PriorAcceptance * PriorWeight;
    private double _rejected = (1 - PriorAcceptance) * PriorWeight;
    private double _draftTime;
    private double _drafted;
    private double _weight, _lengths, _times, _squares, _products;
    private int _undrafted;

    /// <summary>Finds the best length.</summary>
    /// <param name="isDraftFree">Whether the draft is there already, so that only reading it takes time.</param>
    public int Best(bool isDraftFree)
    {
        lock (_lock)
        {
            (double pass, double perToken) = PassCost();
            double draft = isDraftFree ? 0 : _drafted > 0 ? _draftTime / _drafted : PriorCost * pass;
            double share = _accepted / (_accepted + _rejected);
            int best = 0;
            double bestSpeed = 0;
            double tokens = 0;
            double chance = 1;
            for (int length = 0; length <= Most; length++)
            {
                tokens += chance;
                chance *= share;
                double speed = tokens / (pass + (length * (perToken + draft)));
                if (speed > bestSpeed)
                {
                    (best, bestSpeed) = (length, speed);
                }
            }

            _undrafted = best > 0 ? 0 : _undrafted + 1;
            return best == 0 && _undrafted % TrialInterval == 0 ? TrialLength : best;
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

    /// <summary>Learns how much of drafts is accepted.</summary>
    /// <param name="read">How many tokens of a draft were read.</param>
    /// <param name="accepted">How many of them were written, from the first on.</param>
    public void RecordAcceptance(int read, int accepted)
    {
        if (read > 0)
        {
            lock (_lock)
            {
                _accepted = (_accepted * Fading) + accepted;
                _rejected = (_rejected * Fading) + (accepted < read ? 1 : 0);
            }
        }
    }

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
