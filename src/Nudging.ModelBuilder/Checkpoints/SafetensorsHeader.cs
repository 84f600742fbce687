using System.Text.Json;
using Nudging.ModelBuilder.Conversion;

namespace Nudging.ModelBuilder.Checkpoints;

/// <summary>Reads the header of a safetensors file and checks every rule of the format.</summary>
internal static class SafetensorsHeader
{
    /// <summary>The longest header that the format allows.</summary>
    public const int MaxBytes = 100_000_000;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = 8 };

    /// <summary>Reads the tensors of a header.</summary>
    /// <param name="header">The JSON text.</param>
    /// <param name="dataStart">The position of the first byte after the header.</param>
    /// <param name="fileLength">The length of the file.</param>
    /// <param name="path">The path of the file, for messages.</param>
    /// <returns>The tensors by name.</returns>
    /// <exception cref="ModelConversionException">The header breaks a rule of the format.</exception>
    public static Dictionary<string, SafetensorsEntry> Parse(ReadOnlySpan<byte> header, long dataStart, long fileLength, string path)
    {
        if (header.IsEmpty || header[0] != (byte)'{')
        {
            throw Invalid(path, "the header is not a JSON object.");
        }

        var entries = new Dictionary<string, SafetensorsEntry>(StringComparer.Ordinal);
        try
        {
            var reader = new Utf8JsonReader(header, Options);
            reader.Read();
            bool hasMetadata = false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                string name = reader.GetString()!;
                reader.Read();
                if (name == "__metadata__")
                {
                    if (hasMetadata)
                    {
                        throw Invalid(path, "the header has '__metadata__' twice.");
                    }

                    hasMetadata = true;
                    CheckMetadata(ref reader, path);
                }
                else if (!entries.TryAdd(name, ReadEntry(ref reader, name, dataStart, path)))
                {
                    throw Invalid(path, $"the header has tensor '{name}' twice.");
                }
            }

            // Anything but white space after the object is refused by this read.
            reader.Read();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ModelConversionException($"'{path}': the header is not valid JSON: {e.Message}", e);
        }

        CheckCoverage(entries, dataStart, fileLength, path);
        return entries;
    }

    private static void CheckMetadata(ref Utf8JsonReader reader, string path)
    {
        bool isValid = reader.TokenType == JsonTokenType.StartObject;
        while (isValid && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            reader.Read();
            isValid = reader.TokenType == JsonTokenType.String;
        }

        if (!isValid)
        {
            throw Invalid(path, "'__metadata__' is not an object of strings.");
        }
    }

    private static SafetensorsEntry ReadEntry(ref Utf8JsonReader reader, string name, long dataStart, string path)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw Invalid(path, name, "its description is not an object.");
        }

        string? dataType = null;
        List<long>? shape = null;
        List<long>? offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string field = reader.GetString()!;
            bool isRepeated = field switch
            {
                "dtype" => dataType is not null,
                "shape" => shape is not null,
                "data_offsets" => offsets is not null,
                _ => false,
            };
            if (isRepeated)
            {
                throw Invalid(path, name, $"'{field}' is there twice.");
            }

            reader.Read();
            switch (field)
            {
                case "dtype":
                    dataType = reader.TokenType == JsonTokenType.String ? reader.GetString() : throw Invalid(path, name, "'dtype' is not a string.");
                    break;
                case "shape":
                    shape = ReadNumbers(ref reader, name, field, path);
                    break;
                case "data_offsets":
                    offsets = ReadNumbers(ref reader, name, field, path);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        if (dataType is null || shape is null || offsets is null)
        {
            throw Invalid(path, name, "'dtype', 'shape' or 'data_offsets' is missing.");
        }

        if (offsets.Count != 2 || offsets[1] < offsets[0] || offsets[1] > long.MaxValue - dataStart)
        {
            throw Invalid(path, name, $"'data_offsets' is [{string.Join(", ", offsets)}]; it must be [begin, end] with begin ≤ end.");
        }

        long length = offsets[1] - offsets[0];
        int elementBytes = SafetensorsEntry.ElementBytesOf(dataType);
        if (elementBytes != 0 && TryMultiply(shape, elementBytes) != length)
        {
            throw Invalid(path, name, $"{dataType} [{string.Join(", ", shape)}] does not have {length} bytes, the length that 'data_offsets' gives.");
        }

        return new(dataType, shape, dataStart + offsets[0], length);
    }

    private static List<long> ReadNumbers(ref Utf8JsonReader reader, string name, string field, string path)
    {
        var numbers = new List<long>(4);
        bool isValid = reader.TokenType == JsonTokenType.StartArray;
        while (isValid && reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            isValid = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long number) && number >= 0;
            if (isValid)
            {
                numbers.Add(reader.GetInt64());
            }
        }

        return isValid ? numbers : throw Invalid(path, name, $"'{field}' is not an array of whole numbers from 0 to {long.MaxValue}.");
    }

    /// <summary>Multiplies; a product that is too large is −1.</summary>
    private static long TryMultiply(List<long> shape, long product)
    {
        foreach (long dimension in shape)
        {
            if (dimension != 0 && product > long.MaxValue / dimension)
            {
                return -1;
            }

            product *= dimension;
        }

        return product;
    }

    private static void CheckCoverage(Dictionary<string, SafetensorsEntry> entries, long dataStart, long fileLength, string path)
    {
        long end = dataStart;
        foreach ((string name, SafetensorsEntry entry) in entries.OrderBy(e => e.Value.Offset).ThenBy(e => e.Value.Length))
        {
            if (entry.Offset != end)
            {
                throw Invalid(path, name, $"its data begins at byte {entry.Offset - dataStart}, but the data of the tensors before it ends at byte {end - dataStart}; there must be no gap and no overlap.");
            }

            end += entry.Length;
            if (end > fileLength)
            {
                throw Invalid(path, name, $"its data ends at byte {end} of the file, but the file has {fileLength} bytes; the file is cut off.");
            }
        }

        if (end != fileLength)
        {
            throw Invalid(path, $"the tensors end at byte {end}, but the file has {fileLength} bytes.");
        }
    }

    private static ModelConversionException Invalid(string path, string problem) => new($"'{path}': {problem}");

    private static ModelConversionException Invalid(string path, string tensor, string problem) => new($"'{path}', tensor '{tensor}': {problem}");
}
