using Nudging.OnnxRuntime.Graphs;

namespace Nudging.Tool.Inspect;

/// <summary>The weights.</summary>
/// <param name="Bytes">How long the files are that hold them.</param>
/// <param name="Type">The type of most of them.</param>
/// <param name="Bits">The bits of quantised matrices; empty if there are none.</param>
/// <param name="AccuracyLevels">How exactly those are multiplied: 4 is in int8, 1 in float32, 0 as the provider likes.</param>
/// <param name="QuantizedEmbedding">Whether the vectors of the tokens are quantised too.</param>
internal sealed record WeightReport(long Bytes, string Type, IReadOnlyList<int> Bits, IReadOnlyList<int> AccuracyLevels, bool QuantizedEmbedding)
{
    public static WeightReport Of(OnnxGraph graph) => new(
        graph.WeightBytes,
        ElementTypes.Name(graph.MainType),
        [.. graph.QuantizedMatrices.Select(node => (int)node.Number("bits")).Distinct().Order()],
        [.. graph.QuantizedMatrices.Select(node => (int)node.Number("accuracy_level")).Distinct().Order()],
        graph.HasQuantizedEmbedding);
}
