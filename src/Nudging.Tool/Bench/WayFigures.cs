namespace Nudging.Tool.Bench;

/// <summary>What one way took: medians over the repetitions, but for the first token, whose median is over all answers.</summary>
internal sealed record WayFigures
{
    public required double TokensPerSecond { get; init; }

    public required double TimeToFirstTokenMs { get; init; }

    /// <summary>The passes of the base model for all questions.</summary>
    public required double BasePasses { get; init; }

    public required double AlignedPasses { get; init; }

    public required double OutputTokens { get; init; }

    /// <summary>Null where the base model computed nothing.</summary>
    public required double? TokensPerBasePass { get; init; }

    /// <summary>The share of drafted tokens that became output; null where nothing was drafted.</summary>
    public required double? DraftAcceptance { get; init; }

    /// <summary>The share of the time that is not ONNX Runtime's.</summary>
    public required double OutsideRuntimeShare { get; init; }

    /// <summary>The share of the time that is: how close to the bare cost of its passes it comes.</summary>
    public double BareRatio => 1 - OutsideRuntimeShare;

    public required double? ManagedBytesPerToken { get; init; }

    public static WayFigures Of(IReadOnlyList<IReadOnlyList<Measurement>> repetitions)
    {
        Total[] totals = [.. repetitions.Select(Total.Of)];
        return new()
        {
            TokensPerSecond = Statistic.Median(totals.Select(total => total.TokensPerSecond)),
            TimeToFirstTokenMs = Statistic.Median(repetitions.SelectMany(answers => answers).Select(answer => answer.TimeToFirstToken.TotalMilliseconds)),
            BasePasses = Statistic.Median(totals.Select(total => (double)total.BasePasses)),
            AlignedPasses = Statistic.Median(totals.Select(total => (double)total.AlignedPasses)),
            OutputTokens = Statistic.Median(totals.Select(total => (double)total.Tokens)),
            TokensPerBasePass = Median(total => Statistic.Ratio(total.Tokens, total.BasePasses)),
            DraftAcceptance = Median(total => Statistic.Ratio(total.AcceptedDraftTokens, total.DraftedTokens)),
            OutsideRuntimeShare = Statistic.Median(totals.Select(total => 1 - (total.RunTime / total.Time))),
            ManagedBytesPerToken = Median(total => Statistic.Ratio(total.ManagedBytes, total.Tokens)),
        };

        double? Median(Func<Total, double?> figure) => Statistic.MedianOrNull(totals.Select(figure));
    }
}
