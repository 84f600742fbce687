using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Nudging.ModelBuilder.Conversion;
using Nudging.TestSupport;
using Nudging.TestSupport.Checkpoints;
using Onnx;
using Converted = Nudging.ModelBuilder.Conversion.ConvertedModel;

namespace Nudging.ModelBuilder.Tests.Conversion;

/// <summary>The graphs of the demo pair, which its training script exports, and graphs that the converter writes from their weights have the same logits.</summary>
public sealed class DemoPairTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("base")]
    [InlineData("aligned")]
    public async Task A_model_converted_from_the_weights_of_the_demo_pair_has_its_logits(string name)
    {
        string original = CheckoutFolder.Require("models", "DemoPair", name);
        WriteCheckpoint(original);
        Converted model = await ModelConverter.ConvertAsync(
            _folder["checkpoint"], _folder["model"], new() { Precision = WeightPrecision.Float32 }, cancellationToken: TestContext.Current.CancellationToken);
        var random = new Random(1);
        int[] tokens = [.. Enumerable.Range(0, 200).Select(_ => random.Next(1020))];
        Assert.InRange(ConvertedLogits.Distance(ConvertedLogits.Of(original, tokens), ConvertedLogits.Of(model.Path, tokens)), 0, 1e-4f);
    }

    private void WriteCheckpoint(string original)
    {
        JsonNode genai = JsonNode.Parse(File.ReadAllText(Path.Combine(original, "genai_config.json")))!["model"]!;
        JsonNode decoder = genai["decoder"]!;
        byte[] external = File.ReadAllBytes(Path.Combine(original, "model.onnx.data"));
        Dictionary<string, (int[] Shape, float[] Values)> weights = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(original, "model.onnx"))).Graph.Initializer
            .Where(tensor => tensor.DataType == (int)TensorProto.Types.DataType.Float)
            .ToDictionary(tensor => tensor.Name, tensor => ((int[])[.. tensor.Dims.Select(size => (int)size)], ValuesOf(tensor, external)));
        var tensors = new List<(string Name, string Type, IReadOnlyList<int> Shape, byte[] Bytes)>();
        Add("model.embed_tokens.weight", "model.embed_tokens.weight");
        Add("model/norm.weight", "model.norm.weight");
        int layers = decoder["num_hidden_layers"]!.GetValue<int>();
        for (int layer = 0; layer < layers; layer++)
        {
            Add($"model/layers.{layer}/input_layernorm.weight", $"model.layers.{layer}.input_layernorm.weight");
            Add($"model/layers.{layer}/post_attention_layernorm.weight", $"model.layers.{layer}.post_attention_layernorm.weight");
            foreach (string projection in (string[])["q", "k", "v", "o"])
            {
                AddTransposed($"model/layers.{layer}/attn/{projection}_proj.MatMul.weight", $"model.layers.{layer}.self_attn.{projection}_proj.weight");
            }

            foreach (string projection in (string[])["gate", "up", "down"])
            {
                AddTransposed($"model/layers.{layer}/mlp/{projection}_proj.MatMul.weight", $"model.layers.{layer}.mlp.{projection}_proj.weight");
            }
        }

        Directory.CreateDirectory(_folder["checkpoint"]);
        SafetensorsFile.Write(_folder["checkpoint/model.safetensors"], tensors);
        File.WriteAllText(_folder["checkpoint/config.json"], new JsonObject
        {
            ["model_type"] = "llama",
            ["vocab_size"] = genai["vocab_size"]!.DeepClone(),
            ["hidden_size"] = decoder["hidden_size"]!.DeepClone(),
            ["intermediate_size"] = weights["model/layers.0/mlp/up_proj.MatMul.weight"].Shape[1],
            ["num_hidden_layers"] = layers,
            ["num_attention_heads"] = decoder["num_attention_heads"]!.DeepClone(),
            ["num_key_value_heads"] = decoder["num_key_value_heads"]!.DeepClone(),
            ["max_position_embeddings"] = genai["context_length"]!.DeepClone(),
            ["rms_norm_eps"] = 1e-5,
            ["rope_theta"] = 10000.0,
            ["hidden_act"] = "silu",
            ["tie_word_embeddings"] = true,
        }.ToJsonString());

        void Add(string source, string name) => tensors.Add((name, "F32", weights[source].Shape, SafetensorsFile.BytesOf(weights[source].Values, "F32")));

        // The graph has [input features, output features].
        void AddTransposed(string source, string name)
        {
            (int[] shape, float[] values) = weights[source];
            float[] transposed = [.. Enumerable.Range(0, values.Length).Select(index => values[(index % shape[0] * shape[1]) + (index / shape[0])])];
            tensors.Add((name, "F32", [shape[1], shape[0]], SafetensorsFile.BytesOf(transposed, "F32")));
        }
    }

    private static float[] ValuesOf(TensorProto tensor, byte[] external)
    {
        if (tensor.DataLocation != TensorProto.Types.DataLocation.External)
        {
            return tensor.FloatData.Count > 0 ? [.. tensor.FloatData] : MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray();
        }

        int length = (int)tensor.Dims.Aggregate(1L, (count, size) => count * size) * sizeof(float);
        string? offset = tensor.ExternalData.FirstOrDefault(entry => entry.Key == "offset")?.Value;
        return MemoryMarshal.Cast<byte, float>(external.AsSpan(offset is null ? 0 : int.Parse(offset, CultureInfo.InvariantCulture), length)).ToArray();
    }
}
