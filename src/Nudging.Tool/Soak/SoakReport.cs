using System.Text.Json;
using System.Text.Json.Serialization;
using Nudging.Tool.Inspect;

namespace Nudging.Tool.Soak;

/// <summary>How a pair stood it, in the shape that --json writes.</summary>
internal sealed record SoakReport
{
    // Of a short run the last half is too short to tell.
    private const int LeastRequestsForMemory = 1000;
    private const double MostGrowth = 0.05;

    private static readonly SoakOutcome[] Faults = [SoakOutcome.Mixed, SoakOutcome.Failed, SoakOutcome.Stuck];

    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public required int Requests { get; init; }

    public required int Clients { get; init; }

    public required int Slots { get; init; }

    public required TimeSpan Time { get; init; }

    public double RequestsPerSecond => Requests / Time.TotalSeconds;

    public required IReadOnlyDictionary<SoakOutcome, int> Outcomes { get; init; }

    /// <summary>How often a request was turned away because too many waited; it came again.</summary>
    public required int TurnedAway { get; init; }

    public required IReadOnlyList<string> Errors { get; init; }

    public required SoakUsage Usage { get; init; }

    public required IReadOnlyList<SoakMemory> Memory { get; init; }

    public required SoakMemory Before { get; init; }

    public required SoakMemory After { get; init; }

    public required bool DisposalEndsAll { get; init; }

    /// <summary>How much the greatest working set of the last half is above the least, as a share of that.</summary>
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
        && (Requests < LeastRequestsForMemory || MemoryGrowth <= MostGrowth)
        && After.Caches == 0
        && DisposalEndsAll;

    public string ToJson() => JsonSerializer.Serialize(this, JsonOptions);

    public IEnumerable<string> Lines()
    {
        yield return Format($"{Requests} requests of {Clients} clients, {Slots} at once: {Time.TotalSeconds:0.0} s, {RequestsPerSecond:0.0} requests/s");
        foreach ((SoakOutcome outcome, int count) in Outcomes)
        {
            yield return Format($"  {outcome,-12}{count,6}");
        }

        yield return Format($"Turned away, to come again: {TurnedAway} times");
        yield return Format($"{Usage.Answers} answers of {Usage.OutputTokens} tokens; {Usage.ComputedTokens} tokens computed by both models, {Usage.CachedTokens} prompt tokens found in caches");
        yield return Format($"Waited for their turn: {Usage.MeanQueueTime.TotalMilliseconds:0} ms each, {Usage.LongestQueueTime.TotalMilliseconds:0} ms at most");
        yield return "  requests  working set   managed    caches";
        foreach (SoakMemory sample in (IEnumerable<SoakMemory>)[Before, .. Memory, After])
        {
            yield return Format($"  {sample.Requests,8}  {ReportText.Bytes(sample.WorkingSet),11}  {ReportText.Bytes(sample.Managed),8}  {ReportText.Bytes(sample.Caches),8}");
        }

        yield return Format($"Working set over the last half: within {MemoryGrowth:0.0%}; caches after disposal: {After.Caches} bytes; requests that ran at disposal {(DisposalEndsAll ? "ended" : "did not end")}");
        foreach (string error in Errors)
        {
            yield return $"  {error}";
        }

        yield return Passed ? "Passed." : "FAILED.";
    }

    private static string Format(FormattableString text) => FormattableString.Invariant(text);
}
