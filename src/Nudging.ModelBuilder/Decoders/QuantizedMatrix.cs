using Nudging.ModelBuilder.Onnx;
using Nudging.ModelBuilder.Quantization;

namespace Nudging.ModelBuilder.Decoders;

/// <summary>The stored values of a quantised matrix.</summary>
/// <param name="Rows">The number of rows.</param>
/// <param name="Columns">The number of columns, without the padding of the last block.</param>
/// <param name="Format">The format.</param>
/// <param name="Packed">The weights.</param>
/// <param name="Scales">The scale of each block.</param>
/// <param name="ZeroPoints">The packed zero points; <see langword="null"/> where the format is symmetric.</param>
internal sealed record QuantizedMatrix(
    int Rows, int Columns, QuantizationFormat Format, TensorRegion Packed, TensorRegion Scales, TensorRegion? ZeroPoints)
{
    /// <summary>Gets the number of columns with the padding of the last block.</summary>
    public int PaddedColumns => Format.BlocksOf(Columns) * Format.BlockSize;
}
