using Nudging.OnnxRuntime.Graphs;

namespace Nudging.Tool.Inspect;

/// <summary>The attention.</summary>
/// <param name="Kind">GroupQueryAttention, or plain for one that concatenates its cache.</param>
/// <param name="FusedRotary">Whether it turns queries and keys itself.</param>
/// <param name="HasPositionIds">Whether positions are an input.</param>
/// <param name="Windows">How many tokens it looks back, where that is limited.</param>
/// <param name="WindowedLayers">In how many layers it is.</param>
/// <param name="SlidingCache">Whether those layers may drop from the cache what is out of the window.</param>
/// <param name="Softcap">What its scores are kept below; 0 for no limit.</param>
/// <param name="LogitSoftcap">Whether the logits are kept below something.</param>
internal sealed record AttentionReport(
    string Kind, bool FusedRotary, bool HasPositionIds, IReadOnlyList<int> Windows, int WindowedLayers, bool SlidingCache, double Softcap, bool LogitSoftcap)
{
    public static AttentionReport Of(OnnxGraph graph, DecoderSignature signature) => new(
        graph.GroupQueryAttentions > 0 ? "GroupQueryAttention" : "plain",
        graph.HasFusedRotary,
        signature.PositionIds is not null,
        [.. graph.Windows.Distinct().Order()],
        graph.Windows.Count(),
        graph.SlidingCacheWindow > 0,
        graph.AttentionSoftcap,
        graph.IsSoftcapped(signature.Logits.Name));
}
