using Nudging.OnnxRuntime.Graphs;

namespace Nudging.Tool.Inspect;

/// <summary>The weights.</summary>
internal sealed record WeightReport
{
    /// <summary>The size of the model file and the weight files.</summary>
    public required long Bytes { get; init; }

    /// <summary>The size of each file.</summary>
    public required IReadOnlyDictionary<string, long> Files { get; init; }

    /// <summary>The number of parameters; null where the graph does not state the number.</summary>
    public required long? Parameters { get; init; }

    /// <summary>The element type of most weights.</summary>
    public required string Type { get; init; }

    /// <summary>The bits of quantised matrices; empty if there are none.</summary>
    public required IReadOnlyList<int> Bits { get; init; }

    /// <summary>The numbers of weights that share a scale.</summary>
    public required IReadOnlyList<int> BlockSizes { get; init; }

    /// <summary>Whether the blocks of a quantised matrix have zero points.</summary>
    public required bool IsAsymmetric { get; init; }

    /// <summary>The accuracy levels of quantised matrices: 4 multiplies in int8, 1 in float32, 0 as the provider chooses.</summary>
    public required IReadOnlyList<int> AccuracyLevels { get; init; }

    /// <summary>Whether the embedding is quantised.</summary>
    public required bool QuantizedEmbedding { get; init; }

    /// <summary>Whether matrices are int8 and the activations of a pass are quantised with one scale.</summary>
    public required bool DynamicInt8 { get; init; }

    /// <summary>The precision of the matrices, such as int4, "int4 and int8" or float32.</summary>
    public string Precision => Bits.Count > 0 ? string.Join(" and ", Bits.Select(bits => $"int{bits}")) : DynamicInt8 ? "int8" : Type;

    public static WeightReport Of(OnnxGraph graph)
    {
        GraphNode[] matrices = [.. graph.QuantizedMatrices];
        return new()
        {
            Bytes = graph.Files.Values.Sum(),
            Files = graph.Files,
            Parameters = graph.Parameters,
            Type = ElementTypes.Name(graph.MainType),
            Bits = Numbers("bits"),
            BlockSizes = Numbers("block_size"),
            IsAsymmetric = matrices.Any(node => node.Input(3).Length > 0),
            AccuracyLevels = Numbers("accuracy_level"),
            QuantizedEmbedding = graph.HasQuantizedEmbedding,
            DynamicInt8 = graph.HasDynamicInt8,
        };

        int[] Numbers(string attribute) => [.. matrices.Select(node => (int)node.Number(attribute)).Distinct().Order()];
    }
}
