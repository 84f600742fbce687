using System.Text.Json;

namespace Nudging.ModelBuilder.Hub;

/// <summary>The names of the weight files of a sharded checkpoint.</summary>
internal static class SafetensorsIndex
{
    public const string FileName = "model.safetensors.index.json";

    /// <summary>The size above which an index is refused.</summary>
    public const int MaxBytes = 64 * 1024 * 1024;

    /// <summary>Reads the names of the weight files from <c>weight_map</c>.</summary>
    /// <returns>The names, each once; <see langword="null"/> where the text is not an index.</returns>
    public static IReadOnlyList<string>? FilesOf(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("weight_map", out JsonElement map) || map.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            var names = new SortedSet<string>(StringComparer.Ordinal);
            foreach (JsonProperty weight in map.EnumerateObject())
            {
                if (weight.Value.ValueKind != JsonValueKind.String)
                {
                    return null;
                }

                names.Add(weight.Value.GetString()!);
            }

            return names.Count > 0 ? [.. names] : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
