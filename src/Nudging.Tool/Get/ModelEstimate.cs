using System.Text.Json;
using Nudging.ModelBuilder.Conversion;
using Nudging.ModelBuilder.Hub;
using Nudging.Tool.Pairs;

namespace Nudging.Tool.Get;

/// <summary>The sizes of a model before its download.</summary>
/// <param name="FolderBytes">The bytes of the folder.</param>
/// <param name="MemoryBytes">The memory of the weights and of the cache of one request; null where the configuration does not tell.</param>
internal sealed record ModelEstimate(long FolderBytes, long? MemoryBytes)
{
    private const int MaxConfigBytes = 4 * 1024 * 1024;

    /// <summary>Estimates the sizes from the description of the hub and the configuration of the model.</summary>
    public static async Task<ModelEstimate> OfAsync(HubClient client, HubDownloadPlan plan, GetArguments arguments, CancellationToken cancellationToken)
    {
        string name = plan.Form == HubModelForm.GenAI ? (plan.Folder.Length > 0 ? plan.Folder + "/" : string.Empty) + "genai_config.json" : "config.json";
        byte[] json = await client.ReadAsync(plan.Model, plan.Files.First(file => file.Path == name), MaxConfigBytes, cancellationToken);
        using JsonDocument? config = Parse(json);
        JsonElement? root = config?.RootElement is { ValueKind: JsonValueKind.Object } found ? found : null;
        long folder = plan.Form == HubModelForm.Safetensors ? ConvertedBytes(plan, root, arguments) : plan.Size;
        return new(folder, CacheOf(root) is (long values, int context) ? SizeEstimate.MemoryBytes(folder, values, context, arguments.Target) : null);
    }

    private static long ConvertedBytes(HubDownloadPlan plan, JsonElement? config, GetArguments arguments)
    {
        long weightBytes = plan.Files.Where(file => file.Path.EndsWith(".safetensors", StringComparison.Ordinal)).Sum(file => file.Size);
        if (Find(config, "quantization_config") is { ValueKind: JsonValueKind.Object })
        {
            // Weights in a few bits stay as they are.
            return weightBytes;
        }

        long parameters = plan.Model.Parameters.Count > 0 ? plan.Model.Parameters.Values.Sum() : weightBytes / BytesOfWeight(config);
        return SizeEstimate.FolderBytes(parameters, arguments.Target, arguments.Precision);
    }

    private static int BytesOfWeight(JsonElement? config)
    {
        JsonElement? text = Find(config, "text_config");
        string? type = Text(config, "torch_dtype") ?? Text(config, "dtype") ?? Text(text, "torch_dtype") ?? Text(text, "dtype");
        return type == "float32" ? 4 : 2;
    }

    // The numbers of one token in the key/value cache, and the context length.
    private static (long Values, int Context)? CacheOf(JsonElement? root)
    {
        JsonElement? model = Find(root, "model");
        JsonElement? part = Find(model, "decoder") ?? Find(root, "text_config") ?? root;
        if ((Number(part, "num_hidden_layers") ?? Number(part, "n_layer")) is not int layers
            || (Number(part, "num_attention_heads") ?? Number(part, "n_head")) is not int heads
            || (Number(part, "head_size") ?? Number(part, "head_dim") ?? (Number(part, "hidden_size") ?? Number(part, "n_embd")) / heads) is not int headSize)
        {
            return null;
        }

        int context = Number(model, "context_length") ?? Number(part, "max_position_embeddings") ?? Number(part, "n_positions") ?? SizeEstimate.ContextTokens;
        return (2L * layers * (Number(part, "num_key_value_heads") ?? heads) * headSize, context);
    }

    private static JsonDocument? Parse(byte[] json)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonElement? Find(JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } found && found.TryGetProperty(name, out JsonElement value) ? value : null;

    private static string? Text(JsonElement? element, string name) => Find(element, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    // Numbers from a file: beyond these no model goes.
    private static int? Number(JsonElement? element, string name) =>
        Find(element, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out int number) && number is > 0 and < 1 << 24 ? number : null;
}
