using Nudging.ModelBuilder.Checkpoints;
using Nudging.ModelBuilder.Conversion;
using Nudging.ModelBuilder.Quantization;
using Nudging.ModelBuilder.Tests.Quantization;
using SafetensorsFile = Nudging.TestSupport.Checkpoints.SafetensorsFile;

namespace Nudging.ModelBuilder.Tests.Checkpoints;

public sealed class GroupQuantizedWeightsTests
{
    private const string Layer = "model.layers.0.mlp.up_proj";

    [Theory]
    [InlineData(16, 64, 32, 32)]
    [InlineData(136, 256, 128, 128)]
    [InlineData(200, 96, 48, 16)]
    [InlineData(72, 1024, 512, 256)]
    [InlineData(72, 320, -1, 128)]
    public void Awq_weights_keep_their_levels_zero_points_and_scales(int outputs, int inputs, int groupSize, int blockSize)
    {
        var weights = new IntegerWeights(4, outputs, inputs, groupSize, isSymmetric: false, seed: 1);
        using var folder = new CheckpointFolder();
        folder.WriteText("config.json", $$$"""{"quantization_config":{"quant_method":"awq","bits":4,"group_size":{{{groupSize}}},"zero_point":true,"version":"gemm","modules_to_not_convert":null}}""");
        AssertExact(folder, weights, weights.ToAwq(Layer), new(4, blockSize, IsSymmetric: false) { HasHalfScales = true });
    }

    [Theory]
    [InlineData(4, 16, 64, 32, 32, true, false)]
    [InlineData(4, 16, 64, 32, 32, true, true)]
    [InlineData(4, 136, 256, 128, 128, false, false)]
    [InlineData(4, 136, 256, 128, 128, false, true)]
    [InlineData(8, 136, 256, 128, 128, false, false)]
    [InlineData(8, 68, 192, 64, 64, true, false)]
    [InlineData(8, 68, 192, 64, 64, false, true)]
    [InlineData(4, 72, 320, -1, 128, true, false)]
    [InlineData(4, 72, 320, 128, 128, false, false)]
    public void Gptq_weights_keep_their_levels_zero_points_and_scales(int bits, int outputs, int inputs, int groupSize, int blockSize, bool isSymmetric, bool isSecondFormat)
    {
        var weights = new IntegerWeights(bits, outputs, inputs, groupSize, isSymmetric, seed: 2);
        using var folder = new CheckpointFolder();
        folder.WriteText("config.json", Gptq(bits, groupSize, isSymmetric, isSecondFormat ? "gptq_v2" : "gptq"));
        AssertExact(folder, weights, weights.ToGptq(Layer, isSecondFormat), new(bits, blockSize, isSymmetric) { HasHalfScales = true });
    }

    [Fact]
    public void Symmetric_gptq_weights_whose_zero_points_are_stored_as_in_the_second_format_are_symmetric()
    {
        // GPTQModel 5 writes such files: the name of the format is that of the first one.
        var weights = new IntegerWeights(4, 16, 64, 32, isSymmetric: true, seed: 3);
        using var folder = new CheckpointFolder();
        folder.WriteText("config.json", Gptq(4, 32, isSymmetric: true, "gptq"));
        AssertExact(folder, weights, weights.ToGptq(Layer, isSecondFormat: true), new(4, 32, IsSymmetric: true) { HasHalfScales = true });
    }

    [Fact]
    public void Symmetric_gptq_weights_with_another_zero_point_are_refused()
    {
        var weights = new IntegerWeights(4, 16, 64, 32, isSymmetric: true, seed: 3);
        weights.ZeroPoints[9, 1] = 3;
        using CheckpointFolder folder = Write(Gptq(4, 32, isSymmetric: true, "gptq"), weights.ToGptq(Layer, isSecondFormat: false));
        using Checkpoint checkpoint = folder.Open();
        CheckpointTests.AssertRefused(() => checkpoint.Linear(Layer).Row(9), Layer, "zero point is 2", "7 (gptq) or 8 (gptq_v2)");
    }

    [Fact]
    public void Gptq_weights_with_an_order_of_input_features_are_refused()
    {
        var weights = new IntegerWeights(4, 16, 1024, 32, isSymmetric: true, seed: 3);
        int[] indices = [.. Enumerable.Range(0, 1024).Select(i => i / 32)];
        (indices[500], indices[900]) = (indices[900], indices[500]);
        using CheckpointFolder folder = Write(Gptq(4, 32, isSymmetric: true, "gptq"), weights.ToGptq(Layer, isSecondFormat: false, indices));
        using Checkpoint checkpoint = folder.Open();
        CheckpointTests.AssertRefused(() => checkpoint.Linear(Layer), $"'{Layer}.g_idx'", "input feature 500", "desc_act");
    }

    [Fact]
    public void Weights_of_a_group_size_that_the_file_does_not_have_are_refused()
    {
        var weights = new IntegerWeights(4, 16, 64, 32, isSymmetric: true, seed: 3);
        using CheckpointFolder folder = Write(Gptq(4, 16, isSymmetric: true, "gptq"), weights.ToGptq(Layer, isSecondFormat: false));
        using Checkpoint checkpoint = folder.Open();
        CheckpointTests.AssertRefused(() => checkpoint.Linear(Layer), Layer, "group size is 16", "[4, 16]");
    }

    [Fact]
    public void Quantised_weights_without_settings_or_tensors_are_refused()
    {
        var weights = new IntegerWeights(4, 16, 64, 32, isSymmetric: true, seed: 3);
        using CheckpointFolder folder = Write("""{"model_type":"llama"}""", weights.ToGptq(Layer, isSecondFormat: false));
        using (Checkpoint checkpoint = folder.Open())
        {
            CheckpointTests.AssertRefused(() => checkpoint.Linear(Layer), $"'{Layer}.qweight'", "quantization_config");
        }

        using CheckpointFolder incomplete = Write(Gptq(4, 32, isSymmetric: true, "gptq"), [.. weights.ToGptq(Layer, isSecondFormat: false).Take(1)]);
        using Checkpoint other = incomplete.Open();
        CheckpointTests.AssertRefused(() => other.Linear(Layer), $"'{Layer}.qzeros'", "missing");
    }

    [Fact]
    public void Rows_and_stacks_of_quantised_weights_keep_the_format_and_other_views_dequantise()
    {
        var weights = new IntegerWeights(4, 80, 64, 32, isSymmetric: false, seed: 4);
        using CheckpointFolder folder = Write("""{"quantization_config":{"quant_method":"awq","group_size":32}}""", weights.ToAwq(Layer));
        using Checkpoint checkpoint = folder.Open();
        WeightSource source = checkpoint.Linear(Layer);
        int[] order = [70, 3, 3, 68];
        WeightSource view = WeightViews.Stack(source.Rows(order), source.Rows(60, 20));
        Assert.Equal(source.Format, view.Format);
        for (int row = 0; row < view.Rows; row++)
        {
            int sourceRow = row < order.Length ? order[row] : 60 + row - order.Length;
            Assert.Equal(source.Row(sourceRow), view.Row(row));
            Assert.Equal(Quantized(source, sourceRow).Packed, Quantized(view, row).Packed);
        }

        Assert.Null(source.Plus(2).Format);
        Assert.Null(source.Transposed().Format);
        Assert.Equal(source.Row(5)[7] + 2, source.Plus(2).Row(5)[7]);
        Assert.Equal(source.Row(5)[7], source.Transposed().Row(7)[5]);
        Assert.Throws<InvalidOperationException>(() => Quantized(source.Plus(1), 0, source.Format!));
    }

    private static string Gptq(int bits, int groupSize, bool isSymmetric, string format) =>
        $$$"""{"quantization_config":{"quant_method":"gptq","bits":{{{bits}}},"group_size":{{{groupSize}}},"desc_act":true,"sym":{{{(isSymmetric ? "true" : "false")}}},"checkpoint_format":"{{{format}}}"}}""";

    private static CheckpointFolder Write(string config, IReadOnlyList<(string Name, string Type, IReadOnlyList<int> Shape, byte[] Bytes)> tensors)
    {
        var folder = new CheckpointFolder();
        folder.WriteText("config.json", config);
        SafetensorsFile.Write(folder["model.safetensors"], tensors);
        return folder;
    }

    private static QuantizedRow Quantized(WeightSource weight, int row, QuantizationFormat? format = null)
    {
        var quantized = new QuantizedRow(format ?? weight.Format!, weight.Columns);
        weight.ReadQuantized(row, quantized.Packed, quantized.Scales, quantized.ZeroPoints);
        return quantized;
    }

    private static void AssertExact(
        CheckpointFolder folder, IntegerWeights weights, IReadOnlyList<(string Name, string Type, IReadOnlyList<int> Shape, byte[] Bytes)> tensors, QuantizationFormat format)
    {
        SafetensorsFile.Write(folder["model.safetensors"], tensors);
        using Checkpoint checkpoint = folder.Open();
        WeightSource source = checkpoint.Linear(Layer);
        Assert.Equal((weights.Outputs, weights.Inputs), (source.Rows, source.Columns));
        Assert.Equal(format, source.Format);
        foreach (int o in Enumerable.Range(0, weights.Outputs).OrderBy(o => o * 37 % 11))
        {
            float[] expected = [.. Enumerable.Range(0, weights.Inputs).Select(i => weights.ValueAt(o, i))];
            Assert.Equal(expected, source.Row(o));
            float[] part = new float[7];
            source.Read(o, 21, part);
            Assert.Equal(expected[21..28], part);
            QuantizedRow row = Quantized(source, o);
            Assert.Equal(expected, PlainQuantizer.Unpack(row.Packed, row.Scales, row.ZeroPoints, format, weights.Inputs).Select(value => (float)value));
            for (int i = 0; i < weights.Inputs; i++)
            {
                Assert.Equal(weights.Levels[o, i], format.Bits == 8 ? row.Packed[i] : (row.Packed[i / 2] >> (4 * (i % 2))) & 15);
            }
        }
    }
}
