using Nudging.ModelBuilder.Conversion;
using Nudging.ModelBuilder.Quantization;

namespace Nudging.ModelBuilder.Checkpoints;

/// <summary>Matrices one below the other.</summary>
internal sealed class StackedWeights : WeightSource
{
    private readonly IReadOnlyList<WeightSource> _parts;
    private readonly int[] _ends;

    /// <summary>Creates the view.</summary>
    /// <exception cref="ModelConversionException">The numbers of columns differ.</exception>
    public StackedWeights(IReadOnlyList<WeightSource> parts)
    {
        ArgumentOutOfRangeException.ThrowIfZero(parts.Count);
        if (parts.FirstOrDefault(p => p.Columns != parts[0].Columns) is { } other)
        {
            throw new ModelConversionException($"Tensor '{other.Name}' has {other.Columns} columns, and '{parts[0].Name}' has {parts[0].Columns}; they are stacked, so the numbers must be equal.");
        }

        _parts = [.. parts];
        _ends = new int[parts.Count];
        int end = 0;
        for (int i = 0; i < _ends.Length; i++)
        {
            end = checked(end + parts[i].Rows);
            _ends[i] = end;
        }

        Name = string.Join(" + ", parts.Select(p => p.Name));
        Format = parts.All(p => p.Format == parts[0].Format) ? parts[0].Format : null;
    }

    public override string Name { get; }

    public override int Rows => _ends[^1];

    public override int Columns => _parts[0].Columns;

    public override QuantizationFormat? Format { get; }

    public override void Read(int row, int column, Span<float> destination)
    {
        CheckRange(row, column, destination.Length);
        (WeightSource part, int partRow) = Find(row);
        part.Read(partRow, column, destination);
    }

    public override void ReadQuantized(int row, Span<byte> packed, Span<float> scales, Span<byte> zeroPoints)
    {
        if (Format is null)
        {
            base.ReadQuantized(row, packed, scales, zeroPoints);
        }

        CheckRange(row, 0, 0);
        (WeightSource part, int partRow) = Find(row);
        part.ReadQuantized(partRow, packed, scales, zeroPoints);
    }

    private (WeightSource Part, int Row) Find(int row)
    {
        int index = Array.FindIndex(_ends, end => row < end);
        return (_parts[index], index == 0 ? row : row - _ends[index - 1]);
    }
}
