namespace Nudging.Tool.Bench;

/// <summary>The statistics of one mode over all questions.</summary>
/// <remarks>Of each question the repetition of median time counts; the time to the first token is the median over all answers.</remarks>
internal sealed record ModeStatistics
{
    public required double TokensPerSecond { get; init; }

    public required double TimeToFirstTokenMs { get; init; }

    public required long BasePasses { get; init; }

    public required long AlignedPasses { get; init; }

    public required int OutputTokens { get; init; }

    /// <summary>Output tokens by passes of the base model; null without such passes.</summary>
    public required double? TokensPerBasePass { get; init; }

    /// <summary>The share of draft tokens that became output; null without drafts.</summary>
    public required double? DraftAcceptance { get; init; }

    /// <summary>The share of the time outside ONNX Runtime.</summary>
    public required double OutsideRuntimeShare { get; init; }

    public required double? ManagedBytesPerToken { get; init; }

    public static ModeStatistics Of(IReadOnlyList<IReadOnlyList<Measurement>> repetitions)
    {
        Measurement[] answers = [.. Enumerable.Range(0, repetitions[0].Count).Select(question => MedianOf(repetitions.Select(all => all[question])))];
        int tokens = answers.Sum(answer => answer.Answer.Tokens);
        long basePasses = answers.Sum(answer => answer.BasePasses);
        double seconds = answers.Sum(answer => answer.Time.TotalSeconds);
        return new()
        {
            TokensPerSecond = tokens / seconds,
            TimeToFirstTokenMs = Median([.. repetitions.SelectMany(all => all).Select(answer => answer.TimeToFirstToken.TotalMilliseconds)]),
            BasePasses = basePasses,
            AlignedPasses = answers.Sum(answer => answer.AlignedPasses),
            OutputTokens = tokens,
            TokensPerBasePass = Ratio(tokens, basePasses),
            DraftAcceptance = Ratio(answers.Sum(answer => answer.Answer.AcceptedDraftTokens), answers.Sum(answer => answer.Answer.DraftedTokens)),
            OutsideRuntimeShare = 1 - (answers.Sum(answer => answer.RunTime.TotalSeconds) / seconds),
            ManagedBytesPerToken = Ratio(answers.Sum(answer => answer.ManagedBytes), tokens),
        };
    }

    /// <summary>Divides; null for a divisor of 0.</summary>
    public static double? Ratio(double part, double whole) => whole == 0 ? null : part / whole;

    private static Measurement MedianOf(IEnumerable<Measurement> repetitions)
    {
        Measurement[] sorted = [.. repetitions.OrderBy(answer => answer.Time)];
        return sorted[(sorted.Length - 1) / 2];
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }
}
