using Nudging.ModelBuilder.Quantization;

namespace Nudging.ModelBuilder.Checkpoints;

/// <summary>
/// A matrix of weights in the layout [output features, input features] whose values are read on demand, so that no weight is
/// in memory whole. A vector is a matrix of one row. Thread safe.
/// </summary>
internal abstract class WeightSource
{
    /// <summary>Gets the name of the tensor, for messages.</summary>
    public abstract string Name { get; }

    public abstract int Rows { get; }

    public abstract int Columns { get; }

    /// <summary>Gets the format of weights that the checkpoint stores in a few bits; <see langword="null"/> for other weights.</summary>
    public virtual QuantizationFormat? Format => null;

    /// <summary>Reads a part of a row as float32; weights in a few bits are dequantised.</summary>
    /// <param name="row">The row.</param>
    /// <param name="column">The first column.</param>
    /// <param name="destination">Receives as many values as it has room for.</param>
    public abstract void Read(int row, int column, Span<float> destination);

    /// <summary>Reads a row of weights in <see cref="Format"/> without rounding.</summary>
    /// <param name="row">The row.</param>
    /// <param name="packed">Receives the weights, padded to whole blocks.</param>
    /// <param name="scales">Receives the scale of each block.</param>
    /// <param name="zeroPoints">Receives the packed zero points; empty where the format is symmetric.</param>
    public virtual void ReadQuantized(int row, Span<byte> packed, Span<float> scales, Span<byte> zeroPoints) =>
        throw new InvalidOperationException($"'{Name}' is not quantised.");

    /// <summary>Checks the arguments of <see cref="Read"/>.</summary>
    protected void CheckRange(int row, int column, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Rows);
        ArgumentOutOfRangeException.ThrowIfNegative(column);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(column, Columns - count);
    }
}
