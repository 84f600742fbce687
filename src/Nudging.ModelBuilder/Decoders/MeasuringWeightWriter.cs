using Nudging.ModelBuilder.Checkpoints;
using Nudging.ModelBuilder.Onnx;
using Nudging.ModelBuilder.Quantization;

namespace Nudging.ModelBuilder.Decoders;

/// <summary>Reserves the room of matrices without reading or writing values, so that the size of the files is known before a conversion.</summary>
/// <param name="type">The type of the activations, norms and biases.</param>
/// <param name="formats">Chooses the format of a matrix; <see langword="null"/> for matrices in <paramref name="type"/>.</param>
internal sealed class MeasuringWeightWriter(DataType type, QuantizationFormats? formats) : WeightWriter(type)
{
    public override string Linear(OnnxGraphBuilder graph, string name, string x, WeightSource weight, WeightSource? bias) =>
        AddBias(graph, name, Reserve(graph, name, x, weight, formats?.Of(name)), bias);

    public override string Embedding(OnnxGraphBuilder graph, string name, string ids, WeightSource weight) =>
        Reserve(graph, name, ids, weight, formats?.OfEmbedding);

    public override string Head(OnnxGraphBuilder graph, string name, string x, WeightSource weight, WeightSource? bias, bool isTied) =>
        AddBias(graph, name, isTied ? graph.Node(name, "Identity", [x]) : Reserve(graph, name, x, weight, formats?.OfHead), bias);

    private string Reserve(OnnxGraphBuilder graph, string name, string x, WeightSource weight, QuantizationFormat? chosen)
    {
        graph.Initializer($"{name}/size", DataType.Uint8, weight.Rows * RowBytes(weight, chosen));
        return graph.Node(name, "Identity", [x]);
    }

    private long RowBytes(WeightSource weight, QuantizationFormat? chosen) => chosen is not null && (weight.Format ?? chosen) is { } format
        ? format.PackedBytesOf(weight.Columns) + ((long)format.BlocksOf(weight.Columns) * TensorTypes.SizeOf(Type)) + format.ZeroPointBytesOf(weight.Columns)
        : (long)weight.Columns * TensorTypes.SizeOf(Type);
}
