using Nudging.ModelBuilder.Checkpoints;
using Nudging.ModelBuilder.Tests.Quantization;

namespace Nudging.ModelBuilder.Tests.Checkpoints;

public class TransposedWeightsTests
{
    [Theory]
    [InlineData(1, 96)]
    [InlineData(3, 130)]
    [InlineData(130, 3)]
    [InlineData(70, 70)]
    public void Transposing_twice_gives_the_same_values(int rows, int columns)
    {
        float[] values = [.. Enumerable.Range(0, rows * columns).Select(value => (float)value)];
        var weights = new ArrayWeights("w", rows, columns, i => values[i]);

        WeightSource twice = weights.Transposed().Transposed();
        WeightSource parts = WeightViews.Stack(weights.Transposed().Rows(0, 1), weights.Transposed().Rows(1, columns - 1)).Transposed();

        float[] row = new float[columns];
        for (int i = 0; i < rows; i++)
        {
            twice.Read(i, 0, row);
            Assert.Equal(values[(i * columns)..((i + 1) * columns)], row);
            parts.Read(i, 0, row);
            Assert.Equal(values[(i * columns)..((i + 1) * columns)], row);
        }
    }
}
