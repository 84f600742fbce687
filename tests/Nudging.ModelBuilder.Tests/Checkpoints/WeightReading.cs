using Nudging.ModelBuilder.Checkpoints;

namespace Nudging.ModelBuilder.Tests.Checkpoints;

internal static class WeightReading
{
    /// <summary>Reads all rows.</summary>
    public static float[][] ToArray(this WeightSource weight) => [.. Enumerable.Range(0, weight.Rows).Select(weight.Row)];

    /// <summary>Reads a row.</summary>
    public static float[] Row(this WeightSource weight, int row)
    {
        float[] values = new float[weight.Columns];
        weight.Read(row, 0, values);
        return values;
    }
}
