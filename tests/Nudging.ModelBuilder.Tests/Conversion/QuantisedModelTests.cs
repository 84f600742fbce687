using Nudging.ModelBuilder.Checkpoints;
using Nudging.ModelBuilder.Conversion;
using Nudging.ModelBuilder.Decoders;
using Nudging.ModelBuilder.Families;
using Nudging.ModelBuilder.Onnx;
using Nudging.ModelBuilder.Quantization;
using Nudging.TestSupport;
using Converted = Nudging.ModelBuilder.Conversion.ConvertedModel;
using DataType = Onnx.TensorProto.Types.DataType;

namespace Nudging.ModelBuilder.Tests.Conversion;

/// <summary>Quantised models of every family, compared with the recorded logits and with float32 models of the same weights.</summary>
public sealed class QuantisedModelTests : IDisposable
{
    // The logits of the reference models are of size 1 to 20.
    private static readonly Dictionary<WeightPrecision, float> Tolerances = new()
    {
        [WeightPrecision.Float32] = 1e-4f,
        [WeightPrecision.Float16] = 0.1f,
        [WeightPrecision.Int8] = 0.6f,
    };

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Models()
    {
        var data = new TheoryData<string>();
        foreach (string model in ConvertedLogits.ReferenceModels().DefaultIfEmpty("none"))
        {
            data.Add(model);
        }

        return data;
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Models))]
    public async Task A_model_has_the_recorded_logits_within_the_tolerance_of_its_precision(string model)
    {
        string source = SharedData.Require("hf-models", model);
        (int[] tokens, Dictionary<int, float[]> recorded) = ConvertedLogits.Recorded(source);
        foreach ((WeightPrecision precision, float tolerance) in Tolerances.Where(entry => entry.Key != WeightPrecision.Float16 || !HasExperts(model)))
        {
            await ConvertAsync(source, new() { Precision = precision, AccuracyLevel = 0, Overwrite = true });
            float[][] actual = ConvertedLogits.Of(_folder["model"], tokens);
            float distance = recorded.Max(row => ConvertedLogits.Distance(row.Value, actual[row.Key]));
            TestContext.Current.TestOutputHelper?.WriteLine($"{model} {precision}: {distance}");
            Assert.True(distance <= tolerance, $"{precision}: {distance} > {tolerance}");
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public async Task An_int4_model_has_the_logits_of_a_float32_model_of_the_dequantised_weights(string model)
    {
        string source = SharedData.Require("hf-models", model);
        (int[] tokens, _) = ConvertedLogits.Recorded(source);
        foreach (bool asymmetric in (bool[])[false, true])
        {
            await ConvertAsync(source, new() { AccuracyLevel = 0, IsAsymmetric = asymmetric, Overwrite = true });
            WriteDequantised(source, new(4, 32, !asymmetric));
            float distance = ConvertedLogits.Distance(ConvertedLogits.Of(_folder["dequantised"], tokens), ConvertedLogits.Of(_folder["model"], tokens));
            Assert.InRange(distance, 0, 1e-4f);
        }
    }

    // The CPU build of ONNX Runtime does not add up the outputs of experts (ScatterND) in float16.
    private static bool HasExperts(string model) => model.StartsWith("mixtral", StringComparison.Ordinal) || model.StartsWith("qwen3_moe", StringComparison.Ordinal);

    private Task<Converted> ConvertAsync(string source, ModelConverterOptions options) =>
        ModelConverter.ConvertAsync(source, _folder["model"], options, cancellationToken: TestContext.Current.CancellationToken);

    private void WriteDequantised(string source, QuantizationFormat format)
    {
        string target = Directory.CreateDirectory(_folder["dequantised"]).FullName;
        using var checkpoint = Checkpoint.Open(source);
        DecoderDescription decoder = DecoderFamily.Describe(ModelConfig.Read(source), checkpoint);
        using var graph = new OnnxGraphBuilder(Path.Combine(target, "model.onnx.data"));
        DecoderGraphWriter.Write(graph, new DequantisedWeightWriter(format), new(ConversionTarget.Cpu, WeightPrecision.Float32), decoder);
        graph.Save(Path.Combine(target, "model.onnx"));
        File.Copy(_folder["model/genai_config.json"], Path.Combine(target, "genai_config.json"), overwrite: true);
    }

    /// <summary>Writes float32 weights that were quantised and dequantised before.</summary>
    private sealed class DequantisedWeightWriter(QuantizationFormat format) : WeightWriter(DataType.Float)
    {
        private readonly FloatWeightWriter _inner = new(DataType.Float);

        public override string Linear(OnnxGraphBuilder graph, string name, string x, WeightSource weight, WeightSource? bias) =>
            _inner.Linear(graph, name, x, name.EndsWith("router", StringComparison.Ordinal) ? weight : Round(weight), bias);

        public override string Embedding(OnnxGraphBuilder graph, string name, string ids, WeightSource weight) =>
            _inner.Embedding(graph, name, ids, Round(weight));

        public override string Head(OnnxGraphBuilder graph, string name, string x, WeightSource weight, WeightSource? bias, bool isTied) =>
            _inner.Head(graph, name, x, Round(weight), bias, isTied);

        private MatrixSource Round(WeightSource weight)
        {
            float[] values = new float[weight.Rows * weight.Columns];
            byte[] packed = new byte[format.PackedBytesOf(weight.Columns)];
            float[] scales = new float[format.BlocksOf(weight.Columns)];
            byte[] zeroPoints = new byte[format.ZeroPointBytesOf(weight.Columns)];
            for (int row = 0; row < weight.Rows; row++)
            {
                Span<float> target = values.AsSpan(row * weight.Columns, weight.Columns);
                weight.Read(row, 0, target);
                BlockQuantizer.Quantize(target, format, packed, scales, zeroPoints);
                BlockQuantizer.Dequantize(packed, scales, zeroPoints, format, target);
            }

            return new(weight.Name, weight.Rows, weight.Columns, values);
        }
    }
}
