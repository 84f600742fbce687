using System.Numerics.Tensors;

namespace Nudging.ModelBuilder.Checkpoints;

/// <summary>Each weight plus a number.</summary>
internal sealed class ShiftedWeights(WeightSource source, float addend) : WeightSource
{
    public override string Name => source.Name;

    public override int Rows => source.Rows;

    public override int Columns => source.Columns;

    public override void Read(int row, int column, Span<float> destination)
    {
        source.Read(row, column, destination);
        TensorPrimitives.Add(destination, addend, destination);
    }
}
