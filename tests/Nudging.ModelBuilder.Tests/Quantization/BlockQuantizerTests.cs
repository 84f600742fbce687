using Nudging.ModelBuilder.Quantization;

namespace Nudging.ModelBuilder.Tests.Quantization;

public sealed class BlockQuantizerTests
{
    public static TheoryData<int, int, bool, bool> Formats => [.. RandomRows.Formats.Select(f => (f.Bits, f.BlockSize, f.IsSymmetric, f.HasHalfScales))];

    [Theory]
    [MemberData(nameof(Formats))]
    public void Squared_error_of_a_block_is_at_most_that_of_rounding_by_the_largest_weight(int bits, int blockSize, bool isSymmetric, bool hasHalfScales)
    {
        var format = new QuantizationFormat(bits, blockSize, isSymmetric) { HasHalfScales = hasHalfScales };
        var random = new Random(1);
        for (int round = 0; round < 20; round++)
        {
            float[] row = RandomRows.Mixed(random, (blockSize * 11) + 5, blockSize);
            QuantizedRow quantized = QuantizedRow.Of(row, format);
            Assert.All(quantized.Scales, scale => Assert.True(!hasHalfScales || (float)(Half)scale == scale));
            double[] values = Dequantize(quantized);
            for (int first = 0; first < row.Length; first += blockSize)
            {
                ReadOnlySpan<float> block = row.AsSpan(first, Math.Min(blockSize, row.Length - first));
                double error = ErrorOf(block, values.AsSpan(first));
                double bound = PlainQuantizer.ErrorOfLargest(block, format);

                // Rounding of ties in float32 may move the bound.
                Assert.True(error <= (bound * (1 + 1e-6)) + 1e-30, $"{format}, block at {first} of round {round}: {error} > {bound}.");
            }
        }
    }

    [Theory]
    [InlineData(4, true, 0.90, 1.004)]
    [InlineData(4, false, 0.91, 1.004)]
    [InlineData(8, true, 0.79, 1.06)]
    [InlineData(8, false, 0.79, 1.06)]
    public void Squared_error_of_normal_weights_is_close_to_the_least(int bits, bool isSymmetric, double mostOfLargest, double mostOfLeast)
    {
        var format = new QuantizationFormat(bits, 32, isSymmetric);
        float[] row = RandomRows.Normal(new Random(2), 32 * 400);
        double[] values = Dequantize(QuantizedRow.Of(row, format));
        double error = 0;
        double largest = 0;
        double least = 0;
        for (int first = 0; first < row.Length; first += 32)
        {
            ReadOnlySpan<float> block = row.AsSpan(first, 32);
            error += ErrorOf(block, values.AsSpan(first));
            largest += PlainQuantizer.ErrorOfLargest(block, format);
            least += PlainQuantizer.ErrorOfExhaustiveSearch(block, format);
        }

        Assert.True(error < mostOfLargest * largest, $"{error / largest} of the error of rounding by the largest weight.");
        Assert.True(error < mostOfLeast * least, $"{error / least} of the least error.");
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Quantising_values_of_the_format_gives_the_same_values(int bits, int blockSize, bool isSymmetric, bool hasHalfScales)
    {
        var format = new QuantizationFormat(bits, blockSize, isSymmetric) { HasHalfScales = hasHalfScales };
        var random = new Random(3);
        for (int round = 0; round < 30; round++)
        {
            var given = new QuantizedRow(format, (blockSize * 9) + 3);
            random.NextBytes(given.Packed);
            random.NextBytes(given.ZeroPoints);
            if (round % 2 == 1)
            {
                // Few levels are used, so that the largest weight says little about the scale.
                int levels = random.Next(1, 1 << bits);
                int start = random.Next((1 << bits) - levels);
                for (int i = 0; i < given.Packed.Length; i++)
                {
                    given.Packed[i] = bits == 8
                        ? (byte)(start + random.Next(levels))
                        : (byte)((start + random.Next(levels)) | ((start + random.Next(levels)) << 4));
                }
            }

            for (int i = 0; i < given.Scales.Length; i++)
            {
                float scale = (float)((0.5 + random.NextDouble()) * Math.Pow(10, random.Next(-4, 2))) * (isSymmetric && random.Next(2) == 0 ? -1 : 1);
                given.Scales[i] = hasHalfScales ? (float)(Half)scale : scale;
            }

            float[] values = given.Dequantize();
            Assert.Equal(values, QuantizedRow.Of(values, format).Dequantize());
        }
    }

    [Fact]
    public void Quantising_a_row_gives_what_quantising_each_block_alone_gives()
    {
        foreach (QuantizationFormat format in RandomRows.Formats)
        {
            float[] row = RandomRows.Mixed(new Random(4), (format.BlockSize * 21) + 1, format.BlockSize);
            float[] whole = QuantizedRow.Of(row, format).Dequantize();
            for (int first = 0; first < row.Length; first += format.BlockSize)
            {
                float[] block = row[first..Math.Min(row.Length, first + format.BlockSize)];
                Assert.Equal(QuantizedRow.Of(block, format).Dequantize(), whole[first..(first + block.Length)]);
            }
        }
    }

    [Fact]
    public void Dequantising_gives_what_unpacking_bit_by_bit_gives()
    {
        var random = new Random(5);
        foreach (QuantizationFormat format in RandomRows.Formats)
        {
            var row = new QuantizedRow(format, (format.BlockSize * 3) + 7);
            random.NextBytes(row.Packed);
            random.NextBytes(row.ZeroPoints);
            RandomRows.Normal(random, row.Scales.Length).CopyTo(row.Scales, 0);
            Assert.Equal(PlainQuantizer.Unpack(row.Packed, row.Scales, row.ZeroPoints, format, row.Columns).Select(v => (float)v), row.Dequantize());
        }
    }

    [Fact]
    public void Levels_are_packed_from_the_low_nibble_and_padded_with_the_zero_point()
    {
        float[] row = [-8, -7, -6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7, 7, -8];
        QuantizedRow quantized = QuantizedRow.Of(row, new QuantizationFormat(4, 16, IsSymmetric: true));

        Assert.Equal("1032547698BADCFE0F88888888888888", Convert.ToHexString(quantized.Packed));
        Assert.Equal([1, 1], quantized.Scales);
    }

    [Fact]
    public void Blocks_of_zeros_and_of_one_value_are_exact()
    {
        foreach (QuantizationFormat format in RandomRows.Formats)
        {
            foreach (float value in new[] { 0, 0.3f, -0.3f, 7e-3f, -1000 })
            {
                float stored = format.HasHalfScales ? (float)(Half)value : value;
                float[] row = [.. Enumerable.Repeat(stored, format.BlockSize + 1)];
                Assert.Equal(row, QuantizedRow.Of(row, format).Dequantize());
            }
        }
    }

    [Theory]
    [InlineData(1e-30)]
    [InlineData(1e-38)]
    [InlineData(3e-41)]
    [InlineData(1.4e-45)]
    [InlineData(1e18)]
    [InlineData(1e37)]
    public void Very_small_and_very_large_weights_keep_their_relative_error(double size)
    {
        foreach (QuantizationFormat format in RandomRows.Formats.Where(f => !f.HasHalfScales))
        {
            float[] row = RandomRows.Normal(new Random(6), 64, size);
            double[] values = Dequantize(QuantizedRow.Of(row, format));
            for (int first = 0; first < row.Length; first += format.BlockSize)
            {
                ReadOnlySpan<float> block = row.AsSpan(first, Math.Min(format.BlockSize, row.Length - first));
                double error = ErrorOf(block, values.AsSpan(first));
                Assert.True(error <= PlainQuantizer.ErrorOfLargest(block, format) * (1 + 1e-6), $"{format}: {error}");
            }
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_weight_that_is_not_finite_is_refused_with_its_place(float value)
    {
        foreach (QuantizationFormat format in RandomRows.Formats)
        {
            float[] row = RandomRows.Normal(new Random(7), 300);
            row[217] = value;
            ArgumentException exception = Assert.Throws<ArgumentException>(() => QuantizedRow.Of(row, format));
            Assert.Contains($"Weight 217 of the row is {value}; it must be a finite number.", exception.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(1e7f)]
    [InlineData(-1e30f)]
    public void A_weight_whose_scale_float16_cannot_hold_is_refused(float value)
    {
        float[] row = [.. Enumerable.Repeat(1f, 40)];
        row[35] = value;
        ArgumentException exception = Assert.Throws<ArgumentException>(() => QuantizedRow.Of(row, new(4, 32, true) { HasHalfScales = true }));
        Assert.Contains("weights from 32 is larger than the largest float16 number", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rooms_of_a_wrong_size_are_refused()
    {
        var format = new QuantizationFormat(4, 32, IsSymmetric: false);
        Assert.Throws<ArgumentException>(() => BlockQuantizer.Quantize(new float[33], format, new byte[16], new float[2], new byte[1]));
        Assert.Throws<ArgumentException>(() => BlockQuantizer.Quantize(new float[33], format, new byte[32], new float[1], new byte[1]));
        Assert.Throws<ArgumentException>(() => BlockQuantizer.Quantize(new float[33], format, new byte[32], new float[2], []));
        Assert.Throws<ArgumentException>(() => BlockQuantizer.Dequantize(new byte[32], new float[2], [], format, new float[33]));
    }

    private static double[] Dequantize(QuantizedRow row) => PlainQuantizer.Unpack(row.Packed, row.Scales, row.ZeroPoints, row.Format, row.Columns);

    private static double ErrorOf(ReadOnlySpan<float> block, ReadOnlySpan<double> values)
    {
        double error = 0;
        for (int i = 0; i < block.Length; i++)
        {
            error += Math.Pow(block[i] - values[i], 2);
        }

        return error;
    }
}
