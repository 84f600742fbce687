using System.Text.Json;
using Nudging.ModelBuilder.Conversion;

namespace Nudging.ModelBuilder.Checkpoints;

/// <summary>Reads small JSON files of a checkpoint.</summary>
internal static class JsonFile
{
    private const long MaxBytes = 64 << 20;

    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Reads an object; returns an empty object for a file that is absent.</summary>
    /// <exception cref="ModelConversionException">The file is not a JSON object.</exception>
    public static JsonElement ReadObject(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        if (!File.Exists(path))
        {
            return JsonDocument.Parse("{}").RootElement;
        }

        using FileStream file = File.OpenRead(path);
        if (file.Length > MaxBytes)
        {
            throw new ModelConversionException($"'{path}' has {file.Length} bytes; it must have at most {MaxBytes}.");
        }

        try
        {
            JsonElement root = JsonDocument.Parse(file, Lenient).RootElement;
            return root.ValueKind == JsonValueKind.Object ? root : throw new ModelConversionException($"'{path}' must be a JSON object.");
        }
        catch (JsonException e)
        {
            throw new ModelConversionException($"'{path}' is not valid JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}.", e);
        }
    }
}
