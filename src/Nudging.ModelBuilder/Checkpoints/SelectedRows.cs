using Nudging.ModelBuilder.Quantization;

namespace Nudging.ModelBuilder.Checkpoints;

/// <summary>Rows of a matrix, in any order.</summary>
internal sealed class SelectedRows(WeightSource source, int count, Func<int, int> rowOf) : WeightSource
{
    public override string Name => source.Name;

    public override int Rows => count;

    public override int Columns => source.Columns;

    public override QuantizationFormat? Format => source.Format;

    public override void Read(int row, int column, Span<float> destination)
    {
        CheckRange(row, column, destination.Length);
        source.Read(rowOf(row), column, destination);
    }

    public override void ReadQuantized(int row, Span<byte> packed, Span<float> scales, Span<byte> zeroPoints)
    {
        CheckRange(row, 0, 0);
        source.ReadQuantized(rowOf(row), packed, scales, zeroPoints);
    }
}
