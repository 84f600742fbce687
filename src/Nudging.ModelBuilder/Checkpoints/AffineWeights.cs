using System.Numerics.Tensors;

namespace Nudging.ModelBuilder.Checkpoints;

/// <summary>Each weight times a factor, plus an addend.</summary>
internal sealed class AffineWeights(WeightSource source, float factor, float addend) : WeightSource
{
    public override string Name => source.Name;

    public override int Rows => source.Rows;

    public override int Columns => source.Columns;

    public override void Read(int row, int column, Span<float> destination)
    {
        source.Read(row, column, destination);
        if (factor != 1)
        {
            TensorPrimitives.Multiply(destination, factor, destination);
        }

        if (addend != 0)
        {
            TensorPrimitives.Add(destination, addend, destination);
        }
    }
}
