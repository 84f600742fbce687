namespace Nudging.ModelBuilder.Checkpoints;

/// <summary>
/// Weights in the layout "gemm" of AutoAWQ (WQLinear_GEMM): a word of <c>qweight</c> [in, out/8] has eight output features of one
/// input feature, and the nibbles from the lowest to the highest are the features 0, 2, 4, 6, 1, 3, 5, 7.
/// </summary>
internal sealed class AwqWeights(string prefix, QuantizationSettings settings, PackedTensor weights, PackedTensor zeroPoints, WeightSource scales, bool hasHalfScales)
    : GroupQuantizedWeights(prefix, settings, (long)weights.Columns * 8, weights.Rows, zeroPoints, scales, hasHalfScales)
{
    private static ReadOnlySpan<byte> Order => [0, 2, 4, 6, 1, 3, 5, 7];

    protected override void UnpackWeights(int first, int count, Span<byte> levels) => Unpack(weights, first, count, levels);

    protected override void UnpackZeroPoints(int first, int count, Span<byte> zeroPoints) => Unpack(ZeroPoints, first, count, zeroPoints);

    /// <summary>Exchanges rows and columns of words while unpacking.</summary>
    private static void Unpack(PackedTensor tensor, int first, int count, Span<byte> values)
    {
        Span<int> words = stackalloc int[count / Order.Length];
        for (int column = 0; column < tensor.Rows; column++)
        {
            tensor.Read(column, first / Order.Length, words);
            for (int i = 0; i < words.Length; i++)
            {
                for (int j = 0; j < Order.Length; j++)
                {
                    values[(((i * Order.Length) + Order[j]) * tensor.Rows) + column] = (byte)((words[i] >> (4 * j)) & 15);
                }
            }
        }
    }
}
