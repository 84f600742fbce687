using System.Runtime.InteropServices;
using Nudging.Tool.Onnx;

namespace Nudging.Tool.Inflation;

/// <summary>Writes weights to a file of external data.</summary>
internal sealed class WeightFile(string folder, string name, int elementType) : IDisposable
{
    private const int BlockLength = 1 << 16;

    // The width of the range of random weights, as in common initialisations.
    private const float Spread = 0.04f;

    private readonly FileStream _file = File.Create(Path.Combine(folder, name));
    private readonly Random _random = new(1);
    private readonly float[] _block = new float[BlockLength];

    public ProtoMessage WriteOnes(string tensor, params long[] shape) => Write(tensor, shape, block => block.Fill(1));

    // Zeros are written to the file, because a hole in a sparse file is read faster than other weights.
    public ProtoMessage WriteZeros(string tensor, params long[] shape) => Write(tensor, shape, block => block.Clear());

    public ProtoMessage WriteRandom(string tensor, params long[] shape) => Write(tensor, shape, block =>
    {
        foreach (ref float value in block)
        {
            value = (_random.NextSingle() - 0.5f) * Spread;
        }
    });

    public void Dispose() => _file.Dispose();

    private ProtoMessage Write(string tensor, long[] shape, FillBlock fill)
    {
        long start = _file.Position;
        for (long rest = shape.Aggregate(1L, (count, size) => count * size); rest > 0; rest -= BlockLength)
        {
            Span<float> block = _block.AsSpan(0, (int)Math.Min(rest, BlockLength));
            fill(block);
            _file.Write(elementType == OnnxMessages.Half
                ? MemoryMarshal.AsBytes(Array.ConvertAll(block.ToArray(), value => (Half)value).AsSpan())
                : MemoryMarshal.AsBytes(block));
        }

        return OnnxMessages.Tensor(tensor, elementType, shape).WriteExternalData(name, start, _file.Position - start);
    }

    private delegate void FillBlock(Span<float> block);
}
