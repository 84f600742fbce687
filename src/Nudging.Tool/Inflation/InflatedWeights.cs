using Nudging.ModelBuilder.Onnx;

namespace Nudging.Tool.Inflation;

/// <summary>Adds weights to a graph.</summary>
/// <param name="graph">The graph.</param>
/// <param name="type">The element type: Float or Float16.</param>
internal sealed class InflatedWeights(OnnxGraphBuilder graph, DataType type)
{
    private const int BlockLength = 1 << 16;

    // The width of the range of random weights, as in common initialisations.
    private const float Spread = 0.04f;

    private readonly Random _random = new(1);
    private readonly float[] _block = new float[BlockLength];
    private readonly byte[] _bytes = new byte[sizeof(float) * BlockLength];

    public string AddOnes(string name, params ReadOnlySpan<long> shape) => Add(name, shape, block => block.Fill(1));

    // Zeros are written to the file, because a hole in a sparse file is read faster than other weights.
    public string AddZeros(string name, params ReadOnlySpan<long> shape) => Add(name, shape, block => block.Clear());

    public string AddRandom(string name, params ReadOnlySpan<long> shape) => Add(name, shape, block =>
    {
        foreach (ref float value in block)
        {
            value = (_random.NextSingle() - 0.5f) * Spread;
        }
    });

    private string Add(string name, ReadOnlySpan<long> shape, FillBlock fill)
    {
        TensorRegion region = graph.Initializer(name, type, shape);
        int size = TensorTypes.SizeOf(type);
        for (long offset = 0; offset < region.Length; offset += (long)size * BlockLength)
        {
            Span<float> block = _block.AsSpan(0, (int)Math.Min((region.Length - offset) / size, BlockLength));
            Span<byte> bytes = _bytes.AsSpan(0, size * block.Length);
            fill(block);
            FloatBytes.Convert(block, type, bytes);
            region.Write(offset, bytes);
        }

        return name;
    }

    private delegate void FillBlock(Span<float> block);
}
