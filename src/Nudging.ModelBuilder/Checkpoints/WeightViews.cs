namespace Nudging.ModelBuilder.Checkpoints;

/// <summary>
/// Weights that are computed from other weights when they are read. Operations on whole rows keep the format of quantised
/// weights; the other operations dequantise.
/// </summary>
internal static class WeightViews
{
    /// <summary>Takes consecutive rows.</summary>
    public static WeightSource Rows(this WeightSource w, int first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, w.Rows - count);
        return new SelectedRows(w, count, row => first + row);
    }

    /// <summary>Takes rows in an order; a row may be taken several times.</summary>
    public static WeightSource Rows(this WeightSource w, IReadOnlyList<int> order)
    {
        foreach (int row in order)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(row, nameof(order));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, w.Rows, nameof(order));
        }

        return new SelectedRows(w, order.Count, row => order[row]);
    }

    /// <summary>Exchanges rows and columns.</summary>
    public static WeightSource Transposed(this WeightSource w) => w is TransposedWeights transposed ? transposed.Source : new TransposedWeights(w);

    /// <summary>Adds a number to each weight.</summary>
    public static WeightSource Plus(this WeightSource w, float addend) => new ShiftedWeights(w, addend);

    /// <summary>Concatenates the rows of matrices with the same number of columns.</summary>
    /// <exception cref="Conversion.ModelConversionException">The numbers of columns differ.</exception>
    public static WeightSource Stack(params IReadOnlyList<WeightSource> parts) => new StackedWeights(parts);
}
