using Nudging.ModelBuilder.Checkpoints;

namespace Nudging.ModelBuilder.Tests.Quantization;

/// <summary>Weights that a function computes from the position in row-major order.</summary>
internal sealed class ArrayWeights(string name, int rows, int columns, Func<int, float> valueAt) : WeightSource
{
    public override string Name => name;

    public override int Rows => rows;

    public override int Columns => columns;

    public override void Read(int row, int column, Span<float> destination)
    {
        CheckRange(row, column, destination.Length);
        for (int i = 0; i < destination.Length; i++)
        {
            destination[i] = valueAt((row * columns) + column + i);
        }
    }
}
