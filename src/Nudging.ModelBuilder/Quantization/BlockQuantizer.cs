namespace Nudging.ModelBuilder.Quantization;

/// <summary>Quantises rows of weights in blocks, in the layout of the operator MatMulNBits.</summary>
internal static class BlockQuantizer
{
    /// <summary>Quantises a row.</summary>
    /// <param name="row">The weights of the row.</param>
    /// <param name="format">The format.</param>
    /// <param name="packed">Receives the weights, the low nibble first, padded to whole blocks.</param>
    /// <param name="scales">Receives the scale of each block.</param>
    /// <param name="zeroPoints">Receives the packed zero points; empty where the format is symmetric.</param>
    /// <exception cref="ArgumentException">A weight is not a finite number.</exception>
    public static void Quantize(ReadOnlySpan<float> row, QuantizationFormat format, Span<byte> packed, Span<float> scales, Span<byte> zeroPoints)
    {
        CheckLengths(row.Length, format, packed.Length, scales.Length, zeroPoints.Length);
        zeroPoints.Clear();
        int blocks = format.BlocksOf(row.Length);
        int maximum = (1 << format.Bits) - 1;
        Span<byte> levels = stackalloc byte[format.BlockSize];
        for (int block = 0; block < blocks; block++)
        {
            int first = block * format.BlockSize;
            ReadOnlySpan<float> values = row.Slice(first, Math.Min(format.BlockSize, row.Length - first));
            float low = 0;
            float high = 0;
            foreach (float value in values)
            {
                if (!float.IsFinite(value))
                {
                    throw new ArgumentException($"The row has the value {value}; it must be a finite number.", nameof(row));
                }

                low = Math.Min(low, value);
                high = Math.Max(high, value);
            }

            int zeroPoint = format.MiddleZeroPoint;
            float scale = -(high > -low ? high : low) / zeroPoint;
            if (!format.IsSymmetric)
            {
                scale = (high / maximum) - (low / maximum);
                zeroPoint = scale == 0 ? 0 : Math.Clamp((int)MathF.Round(-low / scale), 0, maximum);
            }

            scale = format.HasHalfScales ? (float)(Half)scale : scale;
            levels.Fill((byte)zeroPoint);
            if (scale != 0)
            {
                for (int i = 0; i < values.Length; i++)
                {
                    levels[i] = (byte)Math.Clamp(Math.Round(values[i] / (double)scale) + zeroPoint, 0, maximum);
                }
            }

            scales[block] = scale;
            Pack(levels, format.Bits, packed[(first * format.Bits / 8)..]);
            if (!format.IsSymmetric)
            {
                SetZeroPoint(zeroPoints, block, format.Bits, zeroPoint);
            }
        }
    }

    /// <summary>Computes the values of a quantised row.</summary>
    /// <param name="packed">The weights.</param>
    /// <param name="scales">The scale of each block.</param>
    /// <param name="zeroPoints">The packed zero points; empty where the format is symmetric.</param>
    /// <param name="format">The format.</param>
    /// <param name="row">Receives the values; its length is that of the row.</param>
    public static void Dequantize(ReadOnlySpan<byte> packed, ReadOnlySpan<float> scales, ReadOnlySpan<byte> zeroPoints, QuantizationFormat format, Span<float> row)
    {
        CheckLengths(row.Length, format, packed.Length, scales.Length, zeroPoints.Length);
        for (int first = 0, block = 0; first < row.Length; first += format.BlockSize, block++)
        {
            float scale = scales[block];
            int zeroPoint = format.IsSymmetric ? format.MiddleZeroPoint : GetZeroPoint(zeroPoints, block, format.Bits);
            Span<float> values = row.Slice(first, Math.Min(format.BlockSize, row.Length - first));
            ReadOnlySpan<byte> bytes = packed[(first * format.Bits / 8)..];
            if (format.Bits == 8)
            {
                for (int i = 0; i < values.Length; i++)
                {
                    values[i] = (bytes[i] - zeroPoint) * scale;
                }
            }
            else
            {
                for (int i = 0; i < values.Length; i++)
                {
                    values[i] = (((bytes[i >> 1] >> ((i & 1) * 4)) & 15) - zeroPoint) * scale;
                }
            }
        }
    }

    private static void Pack(ReadOnlySpan<byte> levels, int bits, Span<byte> packed)
    {
        if (bits == 8)
        {
            levels.CopyTo(packed);
            return;
        }

        for (int i = 0; i < levels.Length; i += 2)
        {
            packed[i >> 1] = (byte)(levels[i] | (levels[i + 1] << 4));
        }
    }

    private static void SetZeroPoint(Span<byte> zeroPoints, int block, int bits, int zeroPoint) =>
        zeroPoints[block * bits / 8] |= (byte)(zeroPoint << (block * bits % 8));

    private static int GetZeroPoint(ReadOnlySpan<byte> zeroPoints, int block, int bits) =>
        (zeroPoints[block * bits / 8] >> (block * bits % 8)) & ((1 << bits) - 1);

    private static void CheckLengths(int columns, QuantizationFormat format, int packed, int scales, int zeroPoints)
    {
        if (packed != format.PackedBytesOf(columns) || scales != format.BlocksOf(columns) || zeroPoints != format.ZeroPointBytesOf(columns))
        {
            throw new ArgumentException($"{columns} weights in {format} need {format.PackedBytesOf(columns)} bytes, {format.BlocksOf(columns)} scales and {format.ZeroPointBytesOf(columns)} bytes of zero points, not {packed}, {scales} and {zeroPoints}.");
        }
    }
}
