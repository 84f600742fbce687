namespace Nudging.Tool.Bench;

/// <summary>Sums up figures.</summary>
internal static class Statistic
{
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>The median of those that are known; null if none is.</summary>
    public static double? MedianOrNull(IEnumerable<double?> values)
    {
        double[] known = [.. values.OfType<double>()];
        return known.Length > 0 ? Median(known) : null;
    }

    /// <summary>Null for a share of nothing.</summary>
    public static double? Ratio(double part, double whole) => whole == 0 ? null : part / whole;
}
