using Nudging.ModelBuilder.Onnx;

namespace Nudging.ModelBuilder.Decoders;

/// <summary>Writes norms over the last axis. The kernels sum in float32 for every type.</summary>
internal static class NormWriter
{
    /// <summary>Adds a norm.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="path">The path of the norm.</param>
    /// <param name="x">The input; for a weight of several rows, its last two axes have the shape of the weight.</param>
    /// <param name="norm">The norm.</param>
    /// <param name="size">The size of the last axis.</param>
    /// <param name="type">The type of input, weight and output.</param>
    /// <returns>The output.</returns>
    public static string Write(OnnxGraphBuilder graph, string path, string x, NormDescription norm, int size, DataType type)
    {
        string name = WeightWriter.InitializerName(path);
        bool hasOneRow = norm.Weight is { Rows: 1 };
        string scale = hasOneRow ? WeightWriter.Values(graph, $"{name}.weight", norm.Weight!, type, size) : graph.Ones(size, type);
        string normed = Normalize();
        return norm.Weight is null || hasOneRow
            ? normed
            : graph.Node($"{path}/Mul", "Mul", [normed, WeightWriter.Values(graph, $"{name}.weight", norm.Weight, type, norm.Weight.Rows, size)]);

        string Normalize()
        {
            if (norm.Kind == NormKind.RootMeanSquare)
            {
                return graph.Node($"{path}/LayerNorm", "SimplifiedLayerNormalization", [x, scale], ("axis", -1), ("epsilon", norm.Epsilon), ("stash_type", 1));
            }

            string[] inputs = norm.Bias is null ? [x, scale] : [x, scale, WeightWriter.Values(graph, $"{name}.bias", norm.Bias, type, size)];
            return graph.Node($"{path}/LayerNorm", "LayerNormalization", inputs, ("axis", -1), ("epsilon", norm.Epsilon), ("stash_type", 1));
        }
    }
}
