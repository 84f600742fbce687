using Nudging.OnnxRuntime.Graphs;

namespace Nudging.Tool.Inspect;

/// <summary>The attention.</summary>
/// <param name="Kind">GroupQueryAttention, or plain for attention that concatenates its cache.</param>
/// <param name="FusedRotary">Whether the attention operator applies the rotary embedding.</param>
/// <param name="HasPositionIds">Whether position ids are an input.</param>
/// <param name="Windows">The window sizes in tokens, where attention is local.</param>
/// <param name="WindowedLayers">The number of layers with local attention.</param>
/// <param name="SlidingCache">Whether those layers may drop tokens outside the window from the cache.</param>
/// <param name="Softcap">The soft cap of the attention logits; 0 for none.</param>
/// <param name="LogitSoftcap">Whether the logits of the model have a soft cap.</param>
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
