namespace Nudging.ModelBuilder.Quantization;

/// <summary>How the weights of a matrix are stored in a few bits, as the operator MatMulNBits reads them.</summary>
/// <param name="Bits">The bits of a weight: 4 or 8.</param>
/// <param name="BlockSize">The number of weights of one row that share a scale; a power of two from 16.</param>
/// <param name="IsSymmetric">Whether the zero point is fixed at half of the range; otherwise each block has a zero point.</param>
internal sealed record QuantizationFormat(int Bits, int BlockSize, bool IsSymmetric)
{
    /// <summary>Gets whether each scale is a float16 number, so that nothing is rounded when scales are stored as float16.</summary>
    public bool HasHalfScales { get; init; }

    /// <summary>Gets the zero point of symmetric weights.</summary>
    public int MiddleZeroPoint => 1 << (Bits - 1);

    /// <summary>Counts the blocks of a row; the last block may be partly used.</summary>
    public int BlocksOf(int columns) => (columns + BlockSize - 1) / BlockSize;

    /// <summary>Gets the number of bytes of the weights of a row.</summary>
    public int PackedBytesOf(int columns) => BlocksOf(columns) * BlockSize * Bits / 8;

    /// <summary>Gets the number of bytes of the zero points of a row; 0 where the format is symmetric.</summary>
    public int ZeroPointBytesOf(int columns) => IsSymmetric ? 0 : ((BlocksOf(columns) * Bits) + 7) / 8;
}
