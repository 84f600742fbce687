using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Nudging.ModelBuilder.Checkpoints;
using Nudging.ModelBuilder.Conversion;
using Nudging.ModelBuilder.Decoders;
using Nudging.ModelBuilder.Onnx;
using Nudging.ModelBuilder.Quantization;
using Nudging.TestSupport;
using DataType = Onnx.TensorProto.Types.DataType;

namespace Nudging.ModelBuilder.Tests.Decoders;

public sealed class QuantizedWeightWriterTests : IDisposable
{
    private const int Tokens = 5;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<int, int, bool, int> Formats()
    {
        var data = new TheoryData<int, int, bool, int>();
        foreach (int bits in (int[])[4, 8])
        {
            foreach (int block in (int[])[16, 32, 64, 128, 256])
            {
                data.Add(bits, block, true, 64);
                data.Add(bits, block, false, 64);
                data.Add(bits, block, true, 33);
                data.Add(bits, block, false, 272);
            }
        }

        return data;
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_projection_multiplies_with_the_dequantised_weights(int bits, int block, bool symmetric, int columns)
    {
        var format = new QuantizationFormat(bits, block, symmetric);
        MatrixSource weight = MatrixSource.Random(48, columns, seed: 1);
        MatrixSource bias = MatrixSource.Random(1, 48, seed: 2);
        MatrixSource x = MatrixSource.Random(Tokens, columns, seed: 3);
        string path = Save(new(format, LayerCount: 1, Keep8Bit: false), (graph, writer) =>
        {
            string input = graph.Input("x", DataType.Float, 1, Tokens, columns);
            return writer.Linear(graph, "/model/layers.0/attn/q_proj", input, weight, bias);
        });

        float[] actual = Run(path, NamedOnnxValue.CreateFromTensor("x", new DenseTensor<float>(x.Values, [1, Tokens, columns])));
        AssertClose(Multiply(x, Dequantise(weight, format), bias), actual);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_tied_head_and_the_embedding_share_one_copy_of_the_dequantised_weights(int bits, int block, bool symmetric, int columns)
    {
        var format = new QuantizationFormat(bits, block, symmetric);
        MatrixSource weight = MatrixSource.Random(200, columns, seed: 4);
        long bytes = 0;
        string path = Save(new(format, LayerCount: 1, Keep8Bit: false), (graph, writer) =>
        {
            string embedded = writer.Embedding(graph, "/model/embed_tokens", graph.Input("ids", DataType.Int64, 1, Tokens), weight);
            bytes = graph.DataLength;
            string y = writer.Head(graph, "/lm_head", embedded, weight, null, isTied: true);
            Assert.Equal(bytes, graph.DataLength);
            return y;
        });

        long[] ids = [7, 0, 199, 7, 120];
        float[] actual = Run(path, NamedOnnxValue.CreateFromTensor("ids", new DenseTensor<long>(ids, [1, Tokens])));
        MatrixSource stored = Dequantise(weight, format);
        var x = new MatrixSource("x", Tokens, columns, [.. ids.SelectMany(id => stored.Values.Skip((int)id * columns).Take(columns))]);
        AssertClose(Multiply(x, stored, null), actual);
    }

    [Fact]
    public void Layers_kept_in_8_bits_are_the_head_and_the_value_and_down_projections_of_a_part_of_the_layers()
    {
        var formats = new QuantizationFormats(new(4, 32, true), LayerCount: 24, Keep8Bit: true);
        Assert.Equal(8, formats.OfHead.Bits);
        Assert.Equal(8, formats.OfEmbedding.Bits);
        int[] kept = [.. Enumerable.Range(0, 24).Where(layer => formats.Of($"/model/layers.{layer}/mlp/down_proj")!.Bits == 8)];
        Assert.Equal([0, 1, 2, 5, 8, 11, 14, 17, 20, 21, 22, 23], kept);
        Assert.Equal(kept, Enumerable.Range(0, 24).Where(layer => formats.Of($"/model/layers.{layer}/attn/qkv_proj")!.Bits == 8));
        Assert.All(Enumerable.Range(0, 24), layer => Assert.Equal(4, formats.Of($"/model/layers.{layer}/mlp/up_proj")!.Bits));
        Assert.Equal(4, (formats with { Keep8Bit = false }).OfHead.Bits);
    }

    [Fact]
    public void A_weight_that_is_not_a_number_is_refused_with_its_name()
    {
        MatrixSource weight = MatrixSource.Random(300, 64, seed: 1);
        weight.Values[^1] = float.NaN;
        Exception e = Assert.ThrowsAny<Exception>(() => Save(new(new(4, 32, true), LayerCount: 1, Keep8Bit: false), (graph, writer) =>
            writer.Linear(graph, "/lm_head", graph.Input("x", DataType.Float, 1, Tokens, 64), weight, null)));
        Assert.Contains("random 300x64", Assert.IsType<ModelConversionException>(e).Message, StringComparison.Ordinal);
    }

    private string Save(QuantizationFormats formats, Func<OnnxGraphBuilder, WeightWriter, string> build)
    {
        string path = _folder["model.onnx"];
        using var graph = new OnnxGraphBuilder(path + ".data");
        string y = build(graph, new QuantizedWeightWriter(formats, accuracyLevel: 0, DataType.Float));
        graph.Output(y, DataType.Float, 1, Tokens, "width");
        graph.Save(path);
        return path;
    }

    private static float[] Run(string path, NamedOnnxValue input)
    {
        using var session = new InferenceSession(path);
        using var outputs = session.Run([input]);
        return [.. outputs[0].AsEnumerable<float>()];
    }

    private static MatrixSource Dequantise(MatrixSource weight, QuantizationFormat format)
    {
        float[] values = new float[weight.Values.Length];
        byte[] packed = new byte[format.PackedBytesOf(weight.Columns)];
        float[] scales = new float[format.BlocksOf(weight.Columns)];
        byte[] zeroPoints = new byte[format.ZeroPointBytesOf(weight.Columns)];
        for (int row = 0; row < weight.Rows; row++)
        {
            BlockQuantizer.Quantize(weight.Values.AsSpan(row * weight.Columns, weight.Columns), format, packed, scales, zeroPoints);
            BlockQuantizer.Dequantize(packed, scales, zeroPoints, format, values.AsSpan(row * weight.Columns, weight.Columns));
        }

        return new("dequantised", weight.Rows, weight.Columns, values);
    }

    private static float[] Multiply(MatrixSource x, MatrixSource weight, MatrixSource? bias)
    {
        float[] y = new float[x.Rows * weight.Rows];
        for (int i = 0; i < x.Rows; i++)
        {
            for (int j = 0; j < weight.Rows; j++)
            {
                double sum = bias?.Values[j] ?? 0;
                for (int k = 0; k < x.Columns; k++)
                {
                    sum += (double)x.Values[(i * x.Columns) + k] * weight.Values[(j * x.Columns) + k];
                }

                y[(i * weight.Rows) + j] = (float)sum;
            }
        }

        return y;
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], 1e-4f);
        }
    }
}
