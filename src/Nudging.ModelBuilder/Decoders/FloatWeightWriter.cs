using System.Buffers;
using Nudging.ModelBuilder.Checkpoints;
using Nudging.ModelBuilder.Onnx;

namespace Nudging.ModelBuilder.Decoders;

/// <summary>Writes weights in a floating-point type: MatMul and Gather.</summary>
/// <param name="type">The type of weights and activations: Float, Float16 or Bfloat16.</param>
internal sealed class FloatWeightWriter(DataType type) : WeightWriter(type)
{
    // The values of this many bytes of float32 are in memory at a time.
    private const int StripBytes = 32 << 20;

    private string? _embedding;

    public override string Linear(OnnxGraphBuilder graph, string name, string x, WeightSource weight, WeightSource? bias)
    {
        string matrix = Transposed(graph, $"{InitializerName(name)}.MatMul.weight", weight);
        return AddBias(graph, name, graph.Node($"{name}/MatMul", "MatMul", [x, matrix]), bias);
    }

    public override string Embedding(OnnxGraphBuilder graph, string name, string ids, WeightSource weight)
    {
        _embedding = Values(graph, $"{InitializerName(name)}.weight", weight, Type, weight.Rows, weight.Columns);
        return graph.Node($"{name}/Gather", "Gather", [_embedding, ids]);
    }

    public override string Head(OnnxGraphBuilder graph, string name, string x, WeightSource weight, WeightSource? bias, bool isTied)
    {
        if (!isTied || _embedding is null)
        {
            return Linear(graph, name, x, weight, bias);
        }

        string matrix = graph.Node($"{name}/Transpose", "Transpose", [_embedding], ("perm", new[] { 1, 0 }));
        return AddBias(graph, name, graph.Node($"{name}/MatMul", "MatMul", [x, matrix]), bias);
    }

    // MatMul reads [input features, output features]. The source is read row by row, and a strip of rows is written as a strip
    // of columns.
    private string Transposed(OnnxGraphBuilder graph, string name, WeightSource weight)
    {
        TensorRegion region = graph.Initializer(name, Type, weight.Columns, weight.Rows);
        int size = TensorTypes.SizeOf(Type);
        int strip = (int)Math.Clamp(StripBytes / ((long)weight.Columns * sizeof(float)), 1, weight.Rows);
        float[] row = ArrayPool<float>.Shared.Rent(weight.Columns);
        float[] columns = ArrayPool<float>.Shared.Rent(strip * weight.Columns);
        byte[] bytes = ArrayPool<byte>.Shared.Rent(strip * size);
        try
        {
            for (int first = 0; first < weight.Rows; first += strip)
            {
                int count = Math.Min(strip, weight.Rows - first);
                for (int i = 0; i < count; i++)
                {
                    weight.Read(first + i, 0, row.AsSpan(0, weight.Columns));
                    for (int k = 0; k < weight.Columns; k++)
                    {
                        columns[(k * count) + i] = row[k];
                    }
                }

                for (int k = 0; k < weight.Columns; k++)
                {
                    FloatBytes.Convert(columns.AsSpan(k * count, count), Type, bytes.AsSpan(0, count * size));
                    region.Write((((long)k * weight.Rows) + first) * size, bytes.AsSpan(0, count * size));
                }
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(row);
            ArrayPool<float>.Shared.Return(columns);
            ArrayPool<byte>.Shared.Return(bytes);
        }

        return name;
    }
}
