using Nudging.OnnxRuntime.Graphs;

namespace Nudging.Tool.Inspect;

/// <summary>The weights.</summary>
/// <param name="Bytes">The size of the weight files.</param>
/// <param name="Type">The element type of most weights.</param>
/// <param name="Bits">The bits of quantised matrices; empty if there are none.</param>
/// <param name="AccuracyLevels">The accuracy levels of quantised matrices: 4 multiplies in int8, 1 in float32, 0 as the provider chooses.</param>
/// <param name="QuantizedEmbedding">Whether the embedding is quantised.</param>
internal sealed record WeightReport(long Bytes, string Type, IReadOnlyList<int> Bits, IReadOnlyList<int> AccuracyLevels, bool QuantizedEmbedding)
{
    public static WeightReport Of(OnnxGraph graph) => new(
        graph.WeightBytes,
        ElementTypes.Name(graph.MainType),
        [.. graph.QuantizedMatrices.Select(node => (int)node.Number("bits")).Distinct().Order()],
        [.. graph.QuantizedMatrices.Select(node => (int)node.Number("accuracy_level")).Distinct().Order()],
        graph.HasQuantizedEmbedding);
}
