namespace Nudging.ModelBuilder.Checkpoints;

/// <summary>A matrix whose rows are the columns of another. Consecutive rows are read together and kept per thread.</summary>
internal sealed class TransposedWeights(WeightSource source) : WeightSource
{
    private const int StripRows = 64;

    [ThreadStatic]
    private static Strip? _strip;

    /// <summary>Gets the matrix whose columns are the rows.</summary>
    public WeightSource Source => source;

    public override string Name => source.Name;

    public override int Rows => source.Columns;

    public override int Columns => source.Rows;

    public override void Read(int row, int column, Span<float> destination)
    {
        CheckRange(row, column, destination.Length);
        int first = row - (row % StripRows);
        Strip strip = _strip ?? new Strip();
        if (strip.First != first || !strip.Owner.TryGetTarget(out TransposedWeights? owner) || owner != this)
        {
            Fill(strip, first);
        }

        strip.Values.AsSpan((int)(((long)(row - first) * Columns) + column), destination.Length).CopyTo(destination);
    }

    private void Fill(Strip strip, int first)
    {
        int count = Math.Min(StripRows, Rows - first);
        long size = (long)count * Columns;
        if (strip.Values.Length < size)
        {
            strip.Values = new float[size];
        }

        // The strip belongs to nobody until it is whole; a source that is transposed too fills another one.
        strip.First = -1;
        _strip = null;
        Span<float> values = stackalloc float[StripRows];
        for (int i = 0; i < Columns; i++)
        {
            source.Read(i, first, values[..count]);
            for (int j = 0; j < count; j++)
            {
                strip.Values[((long)j * Columns) + i] = values[j];
            }
        }

        strip.Owner.SetTarget(this);
        strip.First = first;
        _strip = strip;
    }

    private sealed class Strip
    {
        public WeakReference<TransposedWeights> Owner { get; } = new(null!);

        public int First { get; set; } = -1;

        public float[] Values { get; set; } = [];
    }
}
