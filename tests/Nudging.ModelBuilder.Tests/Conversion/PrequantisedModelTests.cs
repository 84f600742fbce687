using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using Nudging.ModelBuilder.Conversion;
using Nudging.TestSupport;
using Converted = Nudging.ModelBuilder.Conversion.ConvertedModel;

namespace Nudging.ModelBuilder.Tests.Conversion;

/// <summary>Checkpoints of AWQ and GPTQ keep the weights that they store: the converted model has the logits of a float32 model of the same weights.</summary>
public sealed class PrequantisedModelTests : IDisposable
{
    private const int Group = 32;
    private const int Hidden = 64;
    private const int Inner = 128;
    private const int Vocabulary = 96;
    private const int Layers = 2;

    private static readonly int[] AwqOrder = [0, 2, 4, 6, 1, 3, 5, 7];

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
    [InlineData("""{"quant_method": "awq", "bits": 4, "group_size": 32, "zero_point": true, "version": "gemm"}""")]
    [InlineData("""{"quant_method": "gptq", "bits": 4, "group_size": 32, "desc_act": false, "sym": false}""")]
    public async Task A_converted_checkpoint_has_the_logits_of_a_float32_model_of_the_same_weights(string quantization)
    {
        var packed = new List<(string Name, string Type, long[] Shape, byte[] Bytes)>();
        var plain = new List<(string Name, string Type, long[] Shape, byte[] Bytes)>();
        foreach ((string name, int rows, int columns) in (ReadOnlySpan<(string, int, int)>)[("model.embed_tokens.weight", Vocabulary, Hidden), ("lm_head.weight", Vocabulary, Hidden)])
        {
            AddToBoth((name, "F32", [rows, columns], Bytes<float>(ExactInFourBits(rows, columns))));
        }

        AddNorm("model.norm.weight");
        for (int layer = 0; layer < Layers; layer++)
        {
            string prefix = $"model.layers.{layer}.";
            AddNorm($"{prefix}input_layernorm.weight");
            AddNorm($"{prefix}post_attention_layernorm.weight");
            foreach ((string name, int outputs, int inputs) in Projections)
            {
                var projection = new Projection(outputs, inputs, _random);
                packed.AddRange(quantization.Contains("awq", StringComparison.Ordinal) ? projection.Awq(prefix + name) : projection.Gptq(prefix + name));
                plain.Add(($"{prefix}{name}.weight", "F32", [outputs, inputs], Bytes<float>(projection.Values())));
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
        Assert.InRange(new FileInfo(_folder["packed-model/model.onnx.data"]).Length, 1, new FileInfo(_folder["plain-model/model.onnx.data"]).Length / 4);

        void AddToBoth((string Name, string Type, long[] Shape, byte[] Bytes) tensor)
        {
            packed.Add(tensor);
            plain.Add(tensor);
        }

        void AddNorm(string name) => AddToBoth((name, "F32", [Hidden], Bytes<float>([.. Enumerable.Range(0, Hidden).Select(_ => 0.5f + _random.NextSingle())])));

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

    private static byte[] Bytes<T>(T[] values)
        where T : struct => MemoryMarshal.AsBytes<T>(values).ToArray();

    private void WriteCheckpoint(string name, List<(string Name, string Type, long[] Shape, byte[] Bytes)> tensors, string? quantization)
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
        var header = new JsonObject();
        long offset = 0;
        foreach ((string tensor, string type, long[] shape, byte[] bytes) in tensors)
        {
            header[tensor] = new JsonObject
            {
                ["dtype"] = type,
                ["shape"] = new JsonArray([.. shape.Select(size => (JsonNode)size)]),
                ["data_offsets"] = new JsonArray(offset, offset + bytes.Length),
            };
            offset += bytes.Length;
        }

        byte[] json = Encoding.UTF8.GetBytes(header.ToJsonString());
        using FileStream file = File.Create(Path.Combine(_folder[name], "model.safetensors"));
        byte[] length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        file.Write(length);
        file.Write(json);
        tensors.ForEach(tensor => file.Write(tensor.Bytes));
    }

    /// <summary>Random levels of 4 bits with a scale and a zero point for each group, packed as the two methods pack them.</summary>
    private sealed class Projection
    {
        private readonly int _outputs;
        private readonly int _inputs;
        private readonly int[] _levels;
        private readonly int[] _zeroPoints;
        private readonly Half[] _scales;

        public Projection(int outputs, int inputs, Random random)
        {
            _outputs = outputs;
            _inputs = inputs;
            _levels = [.. Enumerable.Range(0, outputs * inputs).Select(_ => random.Next(16))];
            _zeroPoints = [.. Enumerable.Range(0, outputs * Groups).Select(_ => random.Next(1, 16))];
            _scales = [.. Enumerable.Range(0, outputs * Groups).Select(_ => (Half)(0.005f + (0.02f * random.NextSingle())))];
        }

        private int Groups => _inputs / Group;

        public float[] Values() =>
            [.. Enumerable.Range(0, _outputs * _inputs).Select(i => (float)_scales[GroupOf(i / _inputs, i % _inputs)] * (_levels[i] - _zeroPoints[GroupOf(i / _inputs, i % _inputs)]))];

        public IEnumerable<(string Name, string Type, long[] Shape, byte[] Bytes)> Awq(string prefix)
        {
            yield return ($"{prefix}.qweight", "I32", [_inputs, _outputs / 8], Bytes(Words(_inputs, _outputs / 8, (row, word, i) => _levels[((((word * 8) + AwqOrder[i]) * _inputs) + row)])));
            yield return ($"{prefix}.qzeros", "I32", [Groups, _outputs / 8], Bytes(Words(Groups, _outputs / 8, (group, word, i) => _zeroPoints[(((word * 8) + AwqOrder[i]) * Groups) + group])));
            yield return Scales(prefix);
        }

        public IEnumerable<(string Name, string Type, long[] Shape, byte[] Bytes)> Gptq(string prefix)
        {
            yield return ($"{prefix}.qweight", "I32", [_inputs / 8, _outputs], Bytes(Words(_inputs / 8, _outputs, (word, column, i) => _levels[(column * _inputs) + (word * 8) + i])));
            yield return ($"{prefix}.qzeros", "I32", [Groups, _outputs / 8], Bytes(Words(Groups, _outputs / 8, (group, word, i) => _zeroPoints[(((word * 8) + i) * Groups) + group] - 1)));
            yield return Scales(prefix);
            yield return ($"{prefix}.g_idx", "I32", [_inputs], Bytes<int>([.. Enumerable.Range(0, _inputs).Select(input => input / Group)]));
        }

        private static int[] Words(int rows, int columns, Func<int, int, int, int> level) =>
            [.. Enumerable.Range(0, rows * columns).Select(index => Enumerable.Range(0, 8).Aggregate(0, (word, i) => word | (level(index / columns, index % columns, i) << (4 * i))))];

        private (string Name, string Type, long[] Shape, byte[] Bytes) Scales(string prefix) =>
            ($"{prefix}.scales", "F16", [Groups, _outputs], Bytes<Half>([.. Enumerable.Range(0, Groups * _outputs).Select(index => _scales[(index % _outputs * Groups) + (index / _outputs)])]));

        private int GroupOf(int output, int input) => (output * Groups) + (input / Group);
    }
}
