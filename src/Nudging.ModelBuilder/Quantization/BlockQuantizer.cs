using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Nudging.ModelBuilder.Quantization;

/// <summary>
/// Quantises rows of weights in blocks, in the layout of the operator MatMulNBits. The scale and the zero point of a block are
/// those with the least squared error that a search finds; the error is never larger than that of the scale that follows from
/// the block's largest weights. A block that the format represents exactly keeps its values.
/// </summary>
/// <remarks>As many blocks as a vector has lanes are quantised together.</remarks>
internal static class BlockQuantizer
{
    /// <summary>Blocks whose largest weight is within these powers of two have squares that float32 can sum.</summary>
    private const float LargestPlain = 1L << 40;

    /// <summary>Quantises a row.</summary>
    /// <param name="row">The weights of the row.</param>
    /// <param name="format">The format.</param>
    /// <param name="packed">Receives the weights, the low nibble first, padded to whole blocks.</param>
    /// <param name="scales">Receives the scale of each block.</param>
    /// <param name="zeroPoints">Receives the packed zero points; empty where the format is symmetric.</param>
    /// <exception cref="ArgumentException">A weight is not a finite number, or its scale is not a finite float16 number.</exception>
    public static void Quantize(ReadOnlySpan<float> row, QuantizationFormat format, Span<byte> packed, Span<float> scales, Span<byte> zeroPoints)
    {
        CheckLengths(row.Length, format, packed.Length, scales.Length, zeroPoints.Length);
        zeroPoints.Clear();
        int lanes = Vector<float>.Count;
        int size = format.BlockSize;
        Span<Vector<float>> values = stackalloc Vector<float>[size];
        Span<int> exponents = stackalloc int[lanes];
        for (int block = 0; block < scales.Length; block += lanes)
        {
            int first = block * size;
            int count = Math.Min(lanes, scales.Length - block);
            ReadOnlySpan<float> weights = row.Slice(first, Math.Min(count * size, row.Length - first));
            Transpose(weights, values);
            bool isPlain = IsPlain(values, row, out Vector<float> low, out Vector<float> high);
            if (!isPlain)
            {
                Normalize(values, ref low, ref high, exponents);
            }

            new ScaleSearch(format, values, isPlain ? [] : exponents, low, high).Find(out Vector<float> found, out Vector<float> foundZeroPoints);
            Pack(values, found, foundZeroPoints, format, count, packed[(first * format.Bits / 8)..]);
            for (int lane = 0; lane < count; lane++)
            {
                float scale = isPlain ? found[lane] : MathF.ScaleB(found[lane], exponents[lane]);
                scales[block + lane] = float.IsFinite(scale)
                    ? scale
                    : throw new ArgumentException($"The scale of the weights from {(block + lane) * size} is larger than the largest float16 number, {Half.MaxValue}.", nameof(row));
                if (!format.IsSymmetric)
                {
                    SetZeroPoint(zeroPoints, block + lane, format.Bits, (int)foundZeroPoints[lane]);
                }
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

    /// <summary>Puts each block into a lane. Absent weights are 0, which every format represents, so that they change no scale.</summary>
    private static void Transpose(ReadOnlySpan<float> weights, Span<Vector<float>> values)
    {
        Span<float> target = MemoryMarshal.Cast<Vector<float>, float>(values);
        if (weights.Length < target.Length)
        {
            target.Clear();
        }

        for (int lane = 0; !weights.IsEmpty; lane++)
        {
            ReadOnlySpan<float> block = weights[..Math.Min(values.Length, weights.Length)];
            for (int i = 0, j = lane; i < block.Length; i++, j += Vector<float>.Count)
            {
                target[j] = block[i];
            }

            weights = weights[block.Length..];
        }
    }

    /// <summary>Finds the range of each block with 0, and whether sums of squares are exact enough in float32.</summary>
    private static bool IsPlain(ReadOnlySpan<Vector<float>> values, ReadOnlySpan<float> row, out Vector<float> low, out Vector<float> high)
    {
        low = Vector<float>.Zero;
        high = Vector<float>.Zero;
        Vector<float> notFinite = Vector<float>.Zero;
        foreach (Vector<float> vector in values)
        {
            low = Vector.Min(low, vector);
            high = Vector.Max(high, vector);

            // Infinity and NaN times 0 are NaN.
            notFinite += vector * Vector<float>.Zero;
        }

        if (!Vector.EqualsAll(notFinite, Vector<float>.Zero))
        {
            for (int i = 0; i < row.Length; i++)
            {
                if (!float.IsFinite(row[i]))
                {
                    throw new ArgumentException($"Weight {i} of the row is {row[i]}; it must be a finite number.", nameof(row));
                }
            }
        }

        Vector<float> largest = Vector.Max(high, -low);
        Vector<int> isPlain = Vector.LessThan(largest, new Vector<float>(LargestPlain))
            & (Vector.GreaterThan(largest, new Vector<float>(1 / LargestPlain)) | Vector.Equals(largest, Vector<float>.Zero));
        return isPlain == Vector<int>.AllBitsSet;
    }

    /// <summary>Divides each block by a power of two.</summary>
    private static void Normalize(Span<Vector<float>> values, ref Vector<float> low, ref Vector<float> high, Span<int> exponents)
    {
        Span<float> weights = MemoryMarshal.Cast<Vector<float>, float>(values);
        for (int lane = 0; lane < exponents.Length; lane++)
        {
            float largest = MathF.Max(high[lane], -low[lane]);
            int exponent = largest == 0 ? 0 : MathF.ILogB(largest);
            exponents[lane] = exponent;
            low = low.WithElement(lane, MathF.ScaleB(low[lane], -exponent));
            high = high.WithElement(lane, MathF.ScaleB(high[lane], -exponent));
            for (int i = lane; i < weights.Length; i += Vector<float>.Count)
            {
                weights[i] = MathF.ScaleB(weights[i], -exponent);
            }
        }
    }

    /// <summary>Rounds and packs blocks.</summary>
    private static void Pack(ReadOnlySpan<Vector<float>> values, Vector<float> scales, Vector<float> zeroPoints, QuantizationFormat format, int blocks, Span<byte> packed)
    {
        Vector<float> inverse = ScaleSearch.Inverse(scales);
        Vector<float> low = -zeroPoints;
        Vector<float> high = new Vector<float>((1 << format.Bits) - 1) - zeroPoints;
        int blockBytes = format.BlockSize * format.Bits / 8;
        int count = 32 / format.Bits;
        for (int i = 0; i < values.Length; i += count)
        {
            // A word of the weights of each block.
            Vector<int> words = Vector<int>.Zero;
            for (int j = 0; j < count; j++)
            {
                Vector<int> level = Vector.ConvertToInt32(ScaleSearch.Round(values[i + j], inverse, low, high) + zeroPoints);
                words |= Vector.ShiftLeft(level, j * format.Bits);
            }

            for (int lane = 0; lane < blocks; lane++)
            {
                BinaryPrimitives.WriteInt32LittleEndian(packed[((lane * blockBytes) + (i * format.Bits / 8))..], words[lane]);
            }
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
