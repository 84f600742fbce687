using System.Text.Json;
using Nudging.ModelBuilder.Conversion;

namespace Nudging.ModelBuilder.Checkpoints;

/// <summary>Reads which file of a sharded checkpoint has which tensor.</summary>
internal static class SafetensorsIndex
{
    public const string FileName = "model.safetensors.index.json";

    /// <summary>Reads the index of a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>The file name of each tensor.</returns>
    /// <exception cref="ModelConversionException">The index is missing or not valid.</exception>
    public static Dictionary<string, string> Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            bool hasPickle = Directory.Exists(folder) && Directory.EnumerateFiles(folder, "pytorch_model*.bin").Any();
            throw new ModelConversionException(hasPickle
                ? $"'{folder}' has its weights in pytorch_model.bin only; convert them to safetensors first (save_pretrained of transformers does so, or take a revision of the model that has model.safetensors)."
                : $"'{folder}' has neither model.safetensors nor {FileName}.");
        }

        try
        {
            return Parse(ReadAll(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelConversionException($"'{path}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads the text of an index.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">The path, for messages.</param>
    /// <returns>The file name of each tensor.</returns>
    /// <exception cref="ModelConversionException">The text is not an index.</exception>
    public static Dictionary<string, string> Parse(ReadOnlySpan<byte> text, string path)
    {
        try
        {
            var reader = new Utf8JsonReader(text.StartsWith("\uFEFF"u8) ? text[3..] : text);
            return Parse(ref reader, path);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ModelConversionException($"'{path}' is not valid JSON: {e.Message}", e);
        }
    }

    private static byte[] ReadAll(string path)
    {
        long length = new FileInfo(path).Length;
        return length <= SafetensorsHeader.MaxBytes
            ? File.ReadAllBytes(path)
            : throw new ModelConversionException($"'{path}' has {length} bytes; an index has at most {SafetensorsHeader.MaxBytes}.");
    }

    private static Dictionary<string, string> Parse(ref Utf8JsonReader reader, string path)
    {
        Dictionary<string, string>? files = null;
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new ModelConversionException($"'{path}' is not a JSON object.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isMap = reader.ValueTextEquals("weight_map"u8);
            reader.Read();
            if (!isMap)
            {
                reader.Skip();
            }
            else if (files is not null)
            {
                throw new ModelConversionException($"'{path}' has 'weight_map' twice.");
            }
            else
            {
                files = ParseMap(ref reader, path);
            }
        }

        reader.Read();
        return files ?? throw new ModelConversionException($"'{path}' has no 'weight_map'.");
    }

    private static Dictionary<string, string> ParseMap(ref Utf8JsonReader reader, string path)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new ModelConversionException($"'{path}': 'weight_map' is not an object.");
        }

        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            string? file = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
            if (!IsPlain(file))
            {
                throw new ModelConversionException($"'{path}', tensor '{name}': the file is {(file is null ? "not a string" : $"'{file}'")}; it must be the plain name of a .safetensors file in the same folder.");
            }

            if (!files.TryAdd(name, file!))
            {
                throw new ModelConversionException($"'{path}' has tensor '{name}' twice.");
            }
        }

        return files;
    }

    /// <summary>Whether a name stays in its folder on every operating system.</summary>
    private static bool IsPlain(string? name) =>
        name is not null
        && name.EndsWith(".safetensors", StringComparison.Ordinal)
        && name.AsSpan().IndexOfAny(['/', '\\', ':', '\0']) < 0;
}
