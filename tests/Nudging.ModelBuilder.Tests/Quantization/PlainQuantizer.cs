using Nudging.ModelBuilder.Quantization;

namespace Nudging.ModelBuilder.Tests.Quantization;

/// <summary>Slow and obviously right: quantises one block in float64, and unpacks bit by bit.</summary>
internal static class PlainQuantizer
{
    /// <summary>Computes the squared error with the scale that follows from the largest weights.</summary>
    public static double ErrorOfLargest(ReadOnlySpan<float> block, QuantizationFormat format)
    {
        float low = 0;
        float high = 0;
        foreach (float weight in block)
        {
            low = Math.Min(low, weight);
            high = Math.Max(high, weight);
        }

        int maximum = (1 << format.Bits) - 1;
        float scale = format.IsSymmetric ? -(high > -low ? high : low) / (1 << (format.Bits - 1)) : (high - low) / maximum;
        double zeroPoint = format.IsSymmetric ? 1 << (format.Bits - 1) : scale == 0 ? 0 : Math.Round(-low / scale);
        return ErrorOf(block, format, format.HasHalfScales ? (float)(Half)scale : scale, zeroPoint);
    }

    /// <summary>Computes the squared error of the best of very many scales and zero points.</summary>
    public static double ErrorOfExhaustiveSearch(ReadOnlySpan<float> block, QuantizationFormat format)
    {
        double least = ErrorOfLargest(block, format);
        float low = Math.Min(0, block.ToArray().Min());
        float high = Math.Max(0, block.ToArray().Max());
        int maximum = (1 << format.Bits) - 1;
        double range = format.IsSymmetric ? Math.Max(high, -low) : high - low;
        double levels = format.IsSymmetric ? 1 << (format.Bits - 1) : maximum;
        for (double part = 0.6; part < 1.15; part += 0.002)
        {
            double scale = range / (levels * part);
            if (format.IsSymmetric)
            {
                least = Math.Min(least, Math.Min(ErrorOf(block, format, scale, levels), ErrorOf(block, format, -scale, levels)));
                continue;
            }

            double middle = Math.Round(-low / scale);
            for (double zeroPoint = Math.Max(0, middle - 2); zeroPoint <= Math.Min(maximum, middle + 2); zeroPoint++)
            {
                least = Math.Min(least, ErrorOf(block, format, scale, zeroPoint));
            }
        }

        return least;
    }

    /// <summary>Unpacks a row, one weight after the other.</summary>
    public static double[] Unpack(ReadOnlySpan<byte> packed, ReadOnlySpan<float> scales, ReadOnlySpan<byte> zeroPoints, QuantizationFormat format, int columns)
    {
        double[] row = new double[columns];
        for (int i = 0; i < columns; i++)
        {
            int block = i / format.BlockSize;
            int level = format.Bits == 8 ? packed[i] : i % 2 == 0 ? packed[i / 2] & 15 : packed[i / 2] >> 4;
            int zeroPoint = format.IsSymmetric ? 1 << (format.Bits - 1)
                : format.Bits == 8 ? zeroPoints[block]
                : block % 2 == 0 ? zeroPoints[block / 2] & 15 : zeroPoints[block / 2] >> 4;
            row[i] = (level - zeroPoint) * (double)scales[block];
        }

        return row;
    }

    private static double ErrorOf(ReadOnlySpan<float> block, QuantizationFormat format, double scale, double zeroPoint)
    {
        double error = 0;
        foreach (float weight in block)
        {
            double level = scale == 0 ? 0 : Math.Clamp(Math.Round(weight / scale), -zeroPoint, (1 << format.Bits) - 1 - zeroPoint);
            error += Math.Pow(weight - (level * scale), 2);
        }

        return error;
    }
}
