using System.Runtime.ExceptionServices;
using Nudging.ModelBuilder.Checkpoints;
using Nudging.ModelBuilder.Onnx;
using Nudging.ModelBuilder.Quantization;

namespace Nudging.ModelBuilder.Decoders;

/// <summary>
/// Writes matrices in a few bits: MatMulNBits for projections and the head, GatherBlockQuantized for the embedding. A tied head
/// and the embedding share their stored values. Weights that the checkpoint stores in a few bits keep their format and values.
/// </summary>
/// <param name="formats">Chooses the format of a matrix.</param>
/// <param name="accuracyLevel">The attribute <c>accuracy_level</c> of MatMulNBits.</param>
/// <param name="type">The element type of activations, scales and biases.</param>
internal sealed class QuantizedWeightWriter(QuantizationFormats formats, int accuracyLevel, DataType type) : WeightWriter(type)
{
    // The number of weights that one thread quantises at a time.
    private const int StripWeights = 1 << 18;

    private readonly FloatWeightWriter _unquantized = new(type);
    private QuantizedMatrix? _embedding;

    /// <inheritdoc/>
    public override string Linear(OnnxGraphBuilder graph, string name, string x, WeightSource weight, WeightSource? bias) =>
        (weight.Format ?? formats.Of(name)) is { } format
            ? Multiply(graph, name, x, WriteProjection(graph, name, weight, format), bias)
            : _unquantized.Linear(graph, name, x, weight, bias);

    /// <inheritdoc/>
    public override string Embedding(OnnxGraphBuilder graph, string name, string ids, WeightSource weight)
    {
        _embedding = Write(graph, $"{InitializerName(name)}.weight", weight, formats.OfEmbedding, EmbeddingShape);
        return Gather(graph, name, ids, _embedding);
    }

    /// <inheritdoc/>
    public override string Head(OnnxGraphBuilder graph, string name, string x, WeightSource weight, WeightSource? bias, bool isTied) =>
        Multiply(graph, name, x, isTied && _embedding is not null ? Shared(graph, name, _embedding) : WriteProjection(graph, name, weight, formats.OfHead), bias);

    // The two operators read the same bytes in different shapes.
    private static QuantizedMatrix Shared(OnnxGraphBuilder graph, string name, QuantizedMatrix embedding) => embedding with
    {
        Packed = graph.View(embedding.Packed, $"{InitializerName(name)}.MatMul.weight_packed", ProjectionShape(embedding.Rows, embedding.Columns, embedding.Format)),
    };

    private static long[] ProjectionShape(int rows, int columns, QuantizationFormat format) =>
        [rows, format.BlocksOf(columns), format.BlockSize * format.Bits / 8];

    private static long[] EmbeddingShape(int rows, int columns, QuantizationFormat format) => [rows, format.PackedBytesOf(columns)];

    private string Multiply(OnnxGraphBuilder graph, string name, string x, QuantizedMatrix matrix, WeightSource? bias)
    {
        QuantizationFormat format = matrix.Format;
        string y = graph.Node(
            $"{name}/MatMul",
            "MatMulNBits",
            [x, matrix.Packed.Name, matrix.Scales.Name, .. matrix.ZeroPoints is { } zeroPoints ? [zeroPoints.Name] : Array.Empty<string>()],
            ("K", matrix.Columns),
            ("N", matrix.Rows),
            ("bits", format.Bits),
            ("block_size", format.BlockSize),
            ("accuracy_level", accuracyLevel));
        return AddBias(graph, name, y, bias);
    }

    private static string Gather(OnnxGraphBuilder graph, string name, string ids, QuantizedMatrix matrix)
    {
        string x = graph.Node(
            $"{name}/Gather",
            "GatherBlockQuantized",
            [matrix.Packed.Name, ids, matrix.Scales.Name, .. matrix.ZeroPoints is { } zeroPoints ? [zeroPoints.Name] : Array.Empty<string>()],
            ("bits", matrix.Format.Bits),
            ("block_size", matrix.Format.BlockSize),
            ("gather_axis", 0),
            ("quantize_axis", 1));
        return matrix.PaddedColumns == matrix.Columns
            ? x
            : graph.Node($"{name}/Slice", "Slice", [x, graph.Integers(0), graph.Integers(matrix.Columns), graph.Integers(-1)]);
    }

    private QuantizedMatrix WriteProjection(OnnxGraphBuilder graph, string name, WeightSource weight, QuantizationFormat chosen) =>
        Write(graph, $"{InitializerName(name)}.MatMul.weight", weight, chosen, ProjectionShape);

    private QuantizedMatrix Write(
        OnnxGraphBuilder graph, string name, WeightSource weight, QuantizationFormat chosen, Func<int, int, QuantizationFormat, long[]> shapeOf)
    {
        QuantizationFormat format = weight.Format ?? chosen;
        var matrix = new QuantizedMatrix(
            weight.Rows,
            weight.Columns,
            format,
            graph.Initializer($"{name}_packed", DataType.Uint8, shapeOf(weight.Rows, weight.Columns, format)),
            graph.Initializer($"{name}_scales", Type, weight.Rows, format.BlocksOf(weight.Columns)),
            format.IsSymmetric ? null : graph.Initializer($"{name}_zero_points", DataType.Uint8, weight.Rows, format.ZeroPointBytesOf(weight.Columns)));
        WriteRows(graph, matrix, weight);
        return matrix;
    }

    private void WriteRows(OnnxGraphBuilder graph, QuantizedMatrix matrix, WeightSource weight)
    {
        int rows = Math.Clamp(StripWeights / matrix.PaddedColumns, 1, matrix.Rows);
        int strips = (matrix.Rows + rows - 1) / rows;
        try
        {
            Parallel.For(
                0,
                strips,
                new() { CancellationToken = graph.CancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount },
                () => new QuantizedStrip(matrix, rows, Type),
                (index, _, strip) =>
                {
                    strip.Write(weight, index * rows, Math.Min(rows, matrix.Rows - (index * rows)));
                    return strip;
                },
                _ => { });
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
    }
}
