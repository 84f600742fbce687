namespace Nudging.ModelBuilder.Tests.Reference;

/// <summary>Norms over a vector.</summary>
internal static class ReferenceNorms
{
    public static double[] Rms(double[] x, double[] weight, double epsilon)
    {
        double root = Math.Sqrt(x.Average(value => value * value) + epsilon);
        return [.. x.Select((value, i) => value / root * weight[i])];
    }

    public static double[] Layer(double[] x, double[]? weight, double[]? bias, double epsilon)
    {
        double mean = x.Average();
        double root = Math.Sqrt(x.Average(value => (value - mean) * (value - mean)) + epsilon);
        return [.. x.Select((value, i) => ((value - mean) / root * (weight?[i] ?? 1)) + (bias?[i] ?? 0))];
    }
}
