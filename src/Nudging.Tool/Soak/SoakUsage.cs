using Nudging.Decoding;
using Nudging.Models;

namespace Nudging.Tool.Soak;

/// <summary>The totals over all answers.</summary>
/// <param name="Answers">The number of answers.</param>
/// <param name="OutputTokens">The output tokens.</param>
/// <param name="CachedTokens">The prompt tokens taken from the caches of both models.</param>
/// <param name="ComputedTokens">The tokens computed by both models.</param>
/// <param name="MeanQueueTime">The mean time of a request in the queue.</param>
/// <param name="LongestQueueTime">The longest time of a request in the queue.</param>
internal sealed record SoakUsage(
    int Answers, long OutputTokens, long CachedTokens, long ComputedTokens, TimeSpan MeanQueueTime, TimeSpan LongestQueueTime)
{
    public static SoakUsage Of(IReadOnlyList<NudgingResult> results)
    {
        ModelUsage[] usages = [.. results.Select(result => result.BaseUsage), .. results.Select(result => result.AlignedUsage)];
        TimeSpan[] queueTimes = [.. results.Select(result => result.QueueTime).DefaultIfEmpty()];
        return new(
            results.Count,
            results.Sum(result => (long)result.OutputTokens),
            usages.Sum(usage => (long)usage.CachedTokens),
            usages.Sum(usage => (long)usage.ComputedTokens),
            queueTimes.Aggregate(TimeSpan.Zero, (sum, time) => sum + time) / queueTimes.Length,
            queueTimes.Max());
    }
}
