namespace Nudging.TestSupport.Checkpoints;

/// <summary>A tensor of a random checkpoint: normally distributed values.</summary>
/// <param name="Name">The name in the file.</param>
/// <param name="Shape">The shape.</param>
/// <param name="Mean">The mean of the values.</param>
/// <param name="Deviation">The standard deviation of the values.</param>
public sealed record CheckpointTensor(string Name, IReadOnlyList<int> Shape, double Mean, double Deviation)
{
    /// <summary>Gets the number of values.</summary>
    public int Count => Shape.Aggregate(1, (product, size) => product * size);

    /// <summary>Draws the values. The values depend on the seed and the name, not on the other tensors.</summary>
    public float[] Draw(int seed)
    {
        var random = new Random(Name.Aggregate(seed, (hash, letter) => (hash * 31) + letter));
        float[] values = new float[Count];
        for (int i = 0; i < values.Length; i++)
        {
            double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            values[i] = (float)(Mean + (Deviation * normal));
        }

        return values;
    }
}
