using Nudging.ModelBuilder.Checkpoints;

namespace Nudging.ModelBuilder.Tests;

/// <summary>A matrix in memory.</summary>
internal sealed class MatrixSource(string name, int rows, int columns, float[] values) : WeightSource
{
    public override string Name => name;

    public override int Rows => rows;

    public override int Columns => columns;

    public float[] Values => values;

    public static MatrixSource Random(int rows, int columns, int seed)
    {
        var random = new Random(seed);
        return new($"random {rows}x{columns}", rows, columns, [.. Enumerable.Range(0, rows * columns).Select(_ => (random.NextSingle() * 2) - 1)]);
    }

    public override void Read(int row, int column, Span<float> destination)
    {
        CheckRange(row, column, destination.Length);
        values.AsSpan((row * columns) + column, destination.Length).CopyTo(destination);
    }
}
