namespace Nudging.ModelBuilder.Tests.Reference;

/// <summary>A tensor in float64.</summary>
internal sealed record ReferenceTensor(int[] Shape, double[] Values)
{
    /// <summary>Gets a row of a matrix.</summary>
    public double[] Row(int row) => Values[(row * Shape[1])..((row + 1) * Shape[1])];

    /// <summary>Gets rows of a matrix.</summary>
    public ReferenceTensor Rows(IEnumerable<int> rows)
    {
        double[] values = [.. rows.SelectMany(Row)];
        return new ReferenceTensor([values.Length / Shape[1], Shape[1]], values);
    }

    /// <summary>Swaps the rows and columns of a matrix.</summary>
    public ReferenceTensor Transposed()
    {
        double[] values = new double[Values.Length];
        for (int row = 0; row < Shape[0]; row++)
        {
            for (int column = 0; column < Shape[1]; column++)
            {
                values[(column * Shape[0]) + row] = Values[(row * Shape[1]) + column];
            }
        }

        return new ReferenceTensor([Shape[1], Shape[0]], values);
    }

    /// <summary>Multiplies a vector: y = W·x + b.</summary>
    public double[] Times(double[] x, double[]? bias = null)
    {
        Assert.Equal(x.Length, Shape[1]);
        double[] y = new double[Shape[0]];
        for (int row = 0; row < y.Length; row++)
        {
            y[row] = bias?[row] ?? 0;
            for (int column = 0; column < x.Length; column++)
            {
                y[row] += Values[(row * x.Length) + column] * x[column];
            }
        }

        return y;
    }
}
