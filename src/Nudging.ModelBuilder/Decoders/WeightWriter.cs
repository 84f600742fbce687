using System.Buffers;
using Nudging.ModelBuilder.Checkpoints;
using Nudging.ModelBuilder.Onnx;

namespace Nudging.ModelBuilder.Decoders;

/// <summary>Writes the weights of a decoder and the nodes that use them, in one number format.</summary>
/// <param name="type">The type of the activations, norms and biases: Float, Float16 or Bfloat16.</param>
internal abstract class WeightWriter(DataType type)
{
    private const int BufferBytes = 1 << 20;

    /// <summary>Gets the type of the activations, norms and biases.</summary>
    public DataType Type { get; } = type;

    /// <summary>Adds the nodes of x·Wᵀ + b.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="name">The path of the projection, such as "/model/layers.0/attn/q_proj".</param>
    /// <param name="x">The input, [batch, length, columns of the weight].</param>
    /// <param name="weight">The matrix [output features, input features].</param>
    /// <param name="bias">The bias, of one row.</param>
    /// <returns>The output.</returns>
    public abstract string Linear(OnnxGraphBuilder graph, string name, string x, WeightSource weight, WeightSource? bias);

    /// <summary>Adds the nodes that look up rows of a matrix.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="name">The path of the embedding.</param>
    /// <param name="ids">The numbers of rows, [batch, length].</param>
    /// <param name="weight">The matrix.</param>
    /// <returns>The rows, [batch, length, columns of the weight].</returns>
    public abstract string Embedding(OnnxGraphBuilder graph, string name, string ids, WeightSource weight);

    /// <summary>Adds the nodes of the output projection, which may share the values of the embedding added before.</summary>
    public abstract string Head(OnnxGraphBuilder graph, string name, string x, WeightSource weight, WeightSource? bias, bool isTied);

    /// <summary>Adds an initializer with the values of a weight, row by row.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="name">The name of the initializer.</param>
    /// <param name="weight">The weight.</param>
    /// <param name="type">The type.</param>
    /// <param name="shape">The shape, with as many elements as the weight.</param>
    public static string Values(OnnxGraphBuilder graph, string name, WeightSource weight, DataType type, params ReadOnlySpan<long> shape)
    {
        TensorRegion region = graph.Initializer(name, type, shape);
        int size = TensorTypes.SizeOf(type);
        long rowBytes = (long)weight.Columns * size;
        if (region.Length != weight.Rows * rowBytes)
        {
            throw new ArgumentException($"'{name}' has room for {region.Length} bytes, but '{weight.Name}' has {weight.Rows * rowBytes}.", nameof(shape));
        }

        int count = Math.Min(weight.Columns, BufferBytes / sizeof(float));
        float[] values = ArrayPool<float>.Shared.Rent(count);
        byte[] bytes = ArrayPool<byte>.Shared.Rent(count * size);
        try
        {
            for (int row = 0; row < weight.Rows; row++)
            {
                for (int column = 0; column < weight.Columns; column += count)
                {
                    int part = Math.Min(count, weight.Columns - column);
                    weight.Read(row, column, values.AsSpan(0, part));
                    FloatBytes.Convert(values.AsSpan(0, part), type, bytes.AsSpan(0, part * size));
                    region.Write((row * rowBytes) + ((long)column * size), bytes.AsSpan(0, part * size));
                }
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(values);
            ArrayPool<byte>.Shared.Return(bytes);
        }

        return name;
    }

    /// <summary>Gets the name of an initializer: the path with dots, "model.layers.0.attn.q_proj".</summary>
    public static string InitializerName(string name) => name.TrimStart('/').Replace('/', '.');

    /// <summary>Adds a bias to a projection's output.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="name">The path of the projection.</param>
    /// <param name="x">The projection's output.</param>
    /// <param name="bias">The bias; <see langword="null"/> where there is none.</param>
    protected string AddBias(OnnxGraphBuilder graph, string name, string x, WeightSource? bias) => bias is null
        ? x
        : graph.Node($"{name}/Add", "Add", [x, Values(graph, $"{InitializerName(name)}.bias", bias, Type, bias.Columns)]);
}
