using Nudging.ModelBuilder.Quantization;

namespace Nudging.ModelBuilder.Tests.Quantization;

/// <summary>Rows of weights of many distributions.</summary>
internal static class RandomRows
{
    private static readonly int[] BitCounts = [4, 8];
    private static readonly int[] BlockSizes = [16, 32, 128, 256];
    private static readonly bool[] Flags = [true, false];

    public static IEnumerable<QuantizationFormat> Formats =>
        from bits in BitCounts
        from blockSize in BlockSizes
        from isSymmetric in Flags
        from hasHalfScales in Flags
        select new QuantizationFormat(bits, blockSize, isSymmetric) { HasHalfScales = hasHalfScales };

    public static float[] Normal(Random random, int count, double deviation = 0.02) => [.. Enumerable.Range(0, count).Select(_ => (float)(Normal(random) * deviation))];

    /// <summary>Draws rows whose kinds change from block to block.</summary>
    public static float[] Mixed(Random random, int count, int blockSize)
    {
        float[] row = new float[count];
        for (int first = 0; first < count; first += blockSize)
        {
            int kind = random.Next(9);
            double size = Math.Pow(10, random.Next(-4, 2));
            for (int i = first; i < Math.Min(count, first + blockSize); i++)
            {
                row[i] = (float)(size * kind switch
                {
                    0 => 0,
                    1 => 0.7,
                    2 => random.NextDouble(),
                    3 => -1 - random.NextDouble(),
                    4 => i == first + 3 ? 50 : Normal(random),
                    5 => random.Next(8) == 0 ? Normal(random) : 0,
                    6 => random.Next(-3, 4),
                    7 => i == first + 1 ? 1 : 0,
                    _ => Normal(random),
                });
            }
        }

        return row;
    }

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
