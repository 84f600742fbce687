using Nudging.ModelBuilder.Quantization;

namespace Nudging.ModelBuilder.Tests.Quantization;

/// <summary>A row in the layout of MatMulNBits.</summary>
internal sealed record QuantizedRow(QuantizationFormat Format, int Columns)
{
    public byte[] Packed { get; } = new byte[Format.PackedBytesOf(Columns)];

    public float[] Scales { get; } = new float[Format.BlocksOf(Columns)];

    public byte[] ZeroPoints { get; } = new byte[Format.ZeroPointBytesOf(Columns)];

    public static QuantizedRow Of(ReadOnlySpan<float> row, QuantizationFormat format)
    {
        var quantized = new QuantizedRow(format, row.Length);
        BlockQuantizer.Quantize(row, format, quantized.Packed, quantized.Scales, quantized.ZeroPoints);
        return quantized;
    }

    public float[] Dequantize()
    {
        float[] row = new float[Columns];
        BlockQuantizer.Dequantize(Packed, Scales, ZeroPoints, Format, row);
        return row;
    }
}
