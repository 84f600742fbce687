using Nudging.ModelBuilder.Checkpoints;
using Nudging.ModelBuilder.Conversion;
using Nudging.ModelBuilder.Onnx;
using Nudging.ModelBuilder.Quantization;

namespace Nudging.ModelBuilder.Decoders;

/// <summary>Quantises a few rows of a matrix at a time and writes the result. One thread uses a strip.</summary>
internal sealed class QuantizedStrip
{
    private readonly QuantizedMatrix _matrix;
    private readonly DataType _type;
    private readonly float[] _row;
    private readonly byte[] _packed;
    private readonly float[] _scales;
    private readonly byte[] _scaleBytes;
    private readonly byte[] _zeroPoints;
    private readonly int _blocks;
    private readonly int _packedBytes;
    private readonly int _zeroPointBytes;

    /// <summary>Initializes a new instance of the <see cref="QuantizedStrip"/> class.</summary>
    /// <param name="matrix">The matrix.</param>
    /// <param name="rows">The greatest number of rows at a time.</param>
    /// <param name="type">The element type of the scales.</param>
    public QuantizedStrip(QuantizedMatrix matrix, int rows, DataType type)
    {
        QuantizationFormat format = matrix.Format;
        _matrix = matrix;
        _type = type;
        _blocks = format.BlocksOf(matrix.Columns);
        _packedBytes = format.PackedBytesOf(matrix.Columns);
        _zeroPointBytes = format.ZeroPointBytesOf(matrix.Columns);
        _row = new float[matrix.Columns];
        _packed = new byte[rows * _packedBytes];
        _scales = new float[rows * _blocks];
        _scaleBytes = new byte[rows * _blocks * TensorTypes.SizeOf(type)];
        _zeroPoints = new byte[rows * _zeroPointBytes];
    }

    /// <summary>Quantises and writes rows.</summary>
    public void Write(WeightSource weight, int first, int count)
    {
        for (int i = 0; i < count; i++)
        {
            Span<byte> packed = _packed.AsSpan(i * _packedBytes, _packedBytes);
            Span<float> scales = _scales.AsSpan(i * _blocks, _blocks);
            Span<byte> zeroPoints = _zeroPoints.AsSpan(i * _zeroPointBytes, _zeroPointBytes);
            if (weight.Format is not null)
            {
                weight.ReadQuantized(first + i, packed, scales, zeroPoints);
            }
            else
            {
                weight.Read(first + i, 0, _row);
                Quantize(weight, first + i, packed, scales, zeroPoints);
            }
        }

        int scaleBytes = count * _blocks * TensorTypes.SizeOf(_type);
        FloatBytes.Convert(_scales.AsSpan(0, count * _blocks), _type, _scaleBytes.AsSpan(0, scaleBytes));
        _matrix.Packed.Write((long)first * _packedBytes, _packed.AsSpan(0, count * _packedBytes));
        _matrix.Scales.Write((long)first * _blocks * TensorTypes.SizeOf(_type), _scaleBytes.AsSpan(0, scaleBytes));
        _matrix.ZeroPoints?.Write((long)first * _zeroPointBytes, _zeroPoints.AsSpan(0, count * _zeroPointBytes));
    }

    private void Quantize(WeightSource weight, int row, Span<byte> packed, Span<float> scales, Span<byte> zeroPoints)
    {
        try
        {
            BlockQuantizer.Quantize(_row, _matrix.Format, packed, scales, zeroPoints);
        }
        catch (ArgumentException e)
        {
            throw new ModelConversionException($"The tensor '{weight.Name}' cannot be quantised. Row {row}: {e.Message}", e);
        }
    }
}
