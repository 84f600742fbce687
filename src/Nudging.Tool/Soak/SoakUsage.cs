using Nudging.Decoding;
using Nudging.Models;

namespace Nudging.Tool.Soak;

/// <summary>What the answers cost.</summary>
/// <param name="Answers">How many there are.</param>
/// <param name="OutputTokens">The tokens written.</param>
/// <param name="CachedTokens">The tokens of prompts that caches held, of both models.</param>
/// <param name="ComputedTokens">The tokens that were computed, of both models.</param>
/// <param name="MeanQueueTime">How long a request waited for its turn.</param>
/// <param name="LongestQueueTime">How long the one waited that waited longest.</param>
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
