namespace Nudging.TestSupport.Onnx;

/// <summary>Weights in 4 bits, symmetric in blocks, as MatMulNBits and GatherBlockQuantized read them.</summary>
internal static class Int4
{
    public const int BlockSize = 32;

    private const int Zero = 8;
    private const int Largest = 7;

    /// <summary>Quantises rows of whole blocks. Two numbers share a byte, the first number in the lower four bits.</summary>
    public static (byte[] Packed, float[] Scales) Quantize(float[] values)
    {
        byte[] packed = new byte[values.Length / 2];
        float[] scales = new float[values.Length / BlockSize];
        for (int block = 0; block < scales.Length; block++)
        {
            ReadOnlySpan<float> numbers = values.AsSpan(block * BlockSize, BlockSize);
            float scale = 0;
            foreach (float number in numbers)
            {
                scale = Math.Max(scale, Math.Abs(number) / Largest);
            }

            scales[block] = scale;
            for (int i = 0; i < BlockSize; i++)
            {
                int quantized = Zero + (int)MathF.Round(numbers[i] / scale);
                packed[((block * BlockSize) + i) / 2] |= (byte)(quantized << (i % 2 * 4));
            }
        }

        return (packed, scales);
    }

    public static float[] Transpose(float[] values, int rows, int columns) =>
        [.. Enumerable.Range(0, values.Length).Select(i => values[(i % rows * columns) + (i / rows)])];
}
