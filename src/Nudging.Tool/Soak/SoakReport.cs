using Nudging.ModelBuilder;

namespace Nudging.Tool.Soak;

/// <summary>The result of <c>soak</c>, in the shape that --json writes.</summary>
internal sealed record SoakReport
{
    // The last half of a short run has too few samples.
    private const int MinRequestsForMemory = 1000;
    private const double MaxMemoryGrowth = 0.05;

    private static readonly SoakOutcome[] Faults = [SoakOutcome.Mixed, SoakOutcome.Failed, SoakOutcome.Stuck];

    public required int Requests { get; init; }

    public required int Clients { get; init; }

    public required int Slots { get; init; }

    public required TimeSpan Time { get; init; }

    public double RequestsPerSecond => Requests / Time.TotalSeconds;

    public required IReadOnlyDictionary<SoakOutcome, int> Outcomes { get; init; }

    /// <summary>The number of times that a request was refused because the queue was full; the client repeats such a request.</summary>
    public required int QueueFull { get; init; }

    public required IReadOnlyList<string> Errors { get; init; }

    public required SoakUsage Usage { get; init; }

    public required IReadOnlyList<SoakMemory> Memory { get; init; }

    public required SoakMemory Before { get; init; }

    public required SoakMemory After { get; init; }

    public required bool DisposalEndsRequests { get; init; }

    /// <summary>The largest working set of the last half of the run by the smallest, less 1.</summary>
    public double MemoryGrowth
    {
        get
        {
            long[] last = [.. Memory.Where(sample => sample.Requests > Requests / 2).Select(sample => sample.WorkingSet)];
            return last.Length == 0 ? 0 : ((double)last.Max() / last.Min()) - 1;
        }
    }

    public bool Passed =>
        Outcomes.Values.Sum() == Requests
        && Faults.All(fault => Outcomes[fault] == 0)
        && (Requests < MinRequestsForMemory || MemoryGrowth <= MaxMemoryGrowth)
        && After.Caches == 0
        && DisposalEndsRequests;

    public IEnumerable<string> Lines()
    {
        yield return Format($"{Requests} requests of {Clients} clients, {Slots} served concurrently: {Time.TotalSeconds:0.0} s, {RequestsPerSecond:0.0} requests/s");
        foreach ((SoakOutcome outcome, int count) in Outcomes)
        {
            yield return Format($"  {outcome,-12}{count,6}");
        }

        yield return Format($"Refused because the queue was full, and repeated: {QueueFull} times");
        yield return Format($"{Usage.Answers} answers of {Usage.OutputTokens} tokens; {Usage.ComputedTokens} tokens computed by both models, {Usage.CachedTokens} prompt tokens taken from caches");
        yield return Format($"Time in the queue: {Usage.MeanQueueTime.TotalMilliseconds:0} ms on average, {Usage.LongestQueueTime.TotalMilliseconds:0} ms at most");
        yield return "  requests  working set   managed    caches";
        foreach (SoakMemory sample in (IEnumerable<SoakMemory>)[Before, .. Memory, After])
        {
            yield return Format($"  {sample.Requests,8}  {ByteCount.Format(sample.WorkingSet),11}  {ByteCount.Format(sample.Managed),8}  {ByteCount.Format(sample.Caches),8}");
        }

        yield return Format($"Growth of the working set over the last half: {MemoryGrowth:0.0%}; caches after disposal: {After.Caches} bytes; requests under way at disposal {(DisposalEndsRequests ? "ended" : "did not end")}");
        foreach (string error in Errors)
        {
            yield return $"  {error}";
        }

        yield return Passed ? "Passed." : "FAILED.";
    }

    private static string Format(FormattableString text) => FormattableString.Invariant(text);
}
