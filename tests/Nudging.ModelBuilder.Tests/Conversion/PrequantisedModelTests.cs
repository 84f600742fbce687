using System.Text.Json.Nodes;
using Nudging.ModelBuilder.Conversion;
using Nudging.ModelBuilder.Tests.Checkpoints;
using Nudging.TestSupport;
using Nudging.TestSupport.Checkpoints;
using Converted = Nudging.ModelBuilder.Conversion.ConvertedModel;

namespace Nudging.ModelBuilder.Tests.Conversion;

/// <summary>Checkpoints of AWQ and GPTQ keep the weights that they store: the converted model has the logits of a float32 model of the same weights.</summary>
public sealed class PrequantisedModelTests : IDisposable
{
    private const int Hidden = 64;
    private const int Inner = 128;
    private const int Vocabulary = 96;
    private const int Layers = 2;

    private static readonly (string Name, int Outputs, int Inputs)[] Projections =
    [
        ("self_attn.q_proj", Hidden, Hidden),
        ("self_attn.k_proj", Hidden / 2, Hidden),
        ("self_attn.v_proj", Hidden / 2, Hidden),
        ("self_attn.o_proj", Hidden, Hidden),
        ("mlp.gate_proj", Inner, Hidden),
        ("mlp.up_proj", Inner, Hidden),
        ("mlp.down_proj", Hidden, Inner),
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly Random _random = new(5);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("awq", 4, 32, """{"quant_method": "awq", "bits": 4, "group_size": 32, "zero_point": true, "version": "gemm"}""")]
    [InlineData("gptq", 4, 32, """{"quant_method": "gptq", "bits": 4, "group_size": 32, "desc_act": false, "sym": false}""")]
    [InlineData("gptq", 8, 64, """{"quant_method": "gptq", "bits": 8, "group_size": 64, "desc_act": false, "sym": false}""")]
    [InlineData("gptq_v2", 4, 64, """{"quant_method": "gptq", "bits": 4, "group_size": 64, "checkpoint_format": "gptq_v2", "sym": false}""")]
    public async Task A_converted_checkpoint_has_the_logits_of_a_float32_model_of_the_same_weights(string layout, int bits, int group, string quantization)
    {
        var packed = new List<(string Name, string Type, IReadOnlyList<int> Shape, byte[] Bytes)>();
        var plain = new List<(string Name, string Type, IReadOnlyList<int> Shape, byte[] Bytes)>();
        foreach ((string name, int rows, int columns) in (ReadOnlySpan<(string, int, int)>)[("model.embed_tokens.weight", Vocabulary, Hidden), ("lm_head.weight", Vocabulary, Hidden)])
        {
            AddToBoth((name, "F32", [rows, columns], SafetensorsFile.BytesOf(ExactInFourBits(rows, columns), "F32")));
        }

        AddNorm("model.norm.weight");
        for (int layer = 0; layer < Layers; layer++)
        {
            string prefix = $"model.layers.{layer}.";
            AddNorm($"{prefix}input_layernorm.weight");
            AddNorm($"{prefix}post_attention_layernorm.weight");
            foreach ((string name, int outputs, int inputs) in Projections)
            {
                var weights = new IntegerWeights(bits, outputs, inputs, group, isSymmetric: false, _random.Next());
                packed.AddRange(layout == "awq" ? weights.ToAwq(prefix + name) : weights.ToGptq(prefix + name, isSecondFormat: layout == "gptq_v2"));
                float[] values = [.. Enumerable.Range(0, outputs * inputs).Select(index => weights.ValueAt(index / inputs, index % inputs))];
                plain.Add(($"{prefix}{name}.weight", "F32", [outputs, inputs], SafetensorsFile.BytesOf(values, "F32")));
            }
        }

        WriteCheckpoint("packed", packed, quantization);
        WriteCheckpoint("plain", plain, null);
        int[] tokens = [.. Enumerable.Range(0, 20).Select(_ => _random.Next(Vocabulary))];
        float[][] expected = await LogitsAsync("plain", new() { Precision = WeightPrecision.Float32 });
        float[][] actual = await LogitsAsync("packed", new() { AccuracyLevel = 0 });
        Assert.InRange(ConvertedLogits.Distance(expected, actual), 0, 1e-4f);
        Assert.InRange(expected.Max(row => row.Max()) - expected.Min(row => row.Min()), 0.1, 1000);

        // The weights of the model are stored in a few bits.
        Assert.InRange(new FileInfo(_folder["packed-model/model.onnx.data"]).Length, 1, new FileInfo(_folder["plain-model/model.onnx.data"]).Length / 2);

        void AddToBoth((string Name, string Type, IReadOnlyList<int> Shape, byte[] Bytes) tensor)
        {
            packed.Add(tensor);
            plain.Add(tensor);
        }

        void AddNorm(string name) => AddToBoth((name, "F32", [Hidden], SafetensorsFile.BytesOf([.. Enumerable.Range(0, Hidden).Select(_ => 0.5f + _random.NextSingle())], "F32")));

        async Task<float[][]> LogitsAsync(string name, ModelConverterOptions options)
        {
            Converted model = await ModelConverter.ConvertAsync(_folder[name], _folder[$"{name}-model"], options, cancellationToken: TestContext.Current.CancellationToken);
            return ConvertedLogits.Of(model.Path, tokens);
        }
    }

    [Fact]
    public async Task A_checkpoint_of_another_method_is_refused_by_the_name_of_the_method()
    {
        WriteCheckpoint("packed", [], """{"quant_method": "fp8"}""");
        ModelConversionException e = await Assert.ThrowsAsync<ModelConversionException>(() =>
            ModelConverter.ConvertAsync(_folder["packed"], _folder["model"], cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains("fp8", e.Message, StringComparison.Ordinal);
    }

    // Multiples of 1/16 from -8/16 to 7/16, with -8/16 in each block.
    private float[] ExactInFourBits(int rows, int columns) =>
        [.. Enumerable.Range(0, rows * columns).Select(index => (index % 32 == 0 ? -8 : _random.Next(-8, 8)) / 16f)];

    private void WriteCheckpoint(string name, List<(string Name, string Type, IReadOnlyList<int> Shape, byte[] Bytes)> tensors, string? quantization)
    {
        Directory.CreateDirectory(_folder[name]);
        JsonObject config = JsonNode.Parse($$"""
            {"model_type": "llama", "hidden_act": "silu", "hidden_size": {{Hidden}}, "intermediate_size": {{Inner}}, "num_attention_heads": 4,
             "num_key_value_heads": 2, "num_hidden_layers": {{Layers}}, "max_position_embeddings": 128, "rms_norm_eps": 1e-5, "rope_theta": 10000,
             "tie_word_embeddings": false, "vocab_size": {{Vocabulary}}}
            """)!.AsObject();
        if (quantization is not null)
        {
            config["quantization_config"] = JsonNode.Parse(quantization);
        }

        File.WriteAllText(Path.Combine(_folder[name], "config.json"), config.ToJsonString());
        SafetensorsFile.Write(Path.Combine(_folder[name], "model.safetensors"), tensors);
    }
}
