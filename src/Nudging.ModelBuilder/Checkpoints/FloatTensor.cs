using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Nudging.ModelBuilder.Checkpoints;

/// <summary>A tensor of float32, float16 or bfloat16.</summary>
internal sealed class FloatTensor : WeightSource
{
    /// <summary>How many bytes are read at once before they are converted: they stay in the first-level cache.</summary>
    private const int ChunkBytes = 16 << 10;

    private readonly SafetensorsFile _file;
    private readonly SafetensorsEntry _entry;
    private readonly int _elementBytes;

    /// <summary>Creates a view of a tensor.</summary>
    public FloatTensor(SafetensorsFile file, string name, SafetensorsEntry entry, int rows, int columns)
    {
        _file = file;
        _entry = entry;
        _elementBytes = SafetensorsEntry.ElementBytesOf(entry.DataType);
        Name = name;
        Rows = rows;
        Columns = columns;
    }

    public override string Name { get; }

    public override int Rows { get; }

    public override int Columns { get; }

    /// <summary>Gets whether a tensor of a type can be read as weights.</summary>
    public static bool IsSupported(string dataType) => dataType is "F32" or "F16" or "BF16";

    public override void Read(int row, int column, Span<float> destination)
    {
        CheckRange(row, column, destination.Length);
        long offset = (((long)row * Columns) + column) * _elementBytes;
        if (_entry.DataType == "F32")
        {
            _file.Read(_entry, offset, MemoryMarshal.AsBytes(destination));
            return;
        }

        byte[] chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            while (!destination.IsEmpty)
            {
                int count = Math.Min(destination.Length, ChunkBytes / sizeof(ushort));
                Span<byte> bytes = chunk.AsSpan(0, count * sizeof(ushort));
                _file.Read(_entry, offset, bytes);
                if (_entry.DataType == "BF16")
                {
                    FloatConversion.FromBFloat16(MemoryMarshal.Cast<byte, ushort>(bytes), destination);
                }
                else
                {
                    TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), destination);
                }

                offset += bytes.Length;
                destination = destination[count..];
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
    }
}
