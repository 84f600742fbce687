using System.Globalization;
using System.Text.Json;
using Nudging.ModelBuilder.Conversion;

namespace Nudging.ModelBuilder.Checkpoints;

/// <summary>
/// config.json, or an object inside of it. Remembers which fields were read, so that a field that changes what the model
/// computes and that the converter does not know is refused.
/// </summary>
internal sealed class ModelConfig
{
    public const string FileName = "config.json";
    private const int MaxFileBytes = 16 << 20;
    private const int MaxQuotedCharacters = 80;

    private readonly string _file;
    private readonly string _path;
    private readonly JsonElement _object;
    private readonly ModelConfig? _outer;
    private readonly HashSet<string> _read = [];
    private readonly Dictionary<string, ModelConfig> _sections = [];

    private ModelConfig(string file, string path, JsonElement value, ModelConfig? outer = null)
    {
        _file = file;
        _path = path;
        _object = value;
        _outer = outer;
    }

    /// <summary>Gets the family of the model, the text model where that is nested.</summary>
    public string ModelType => Text("model_type") ?? throw Refuse("model_type", "is missing; it must name the family of the model");

    /// <summary>Gets a value indicating whether the text model is a part of a larger model, and its fields are those of <c>text_config</c>.</summary>
    public bool IsNested => _outer is not null;

    /// <summary>Reads the configuration of the text model in a folder.</summary>
    /// <exception cref="ModelConversionException">The file is missing, or is not a JSON object.</exception>
    public static ModelConfig Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        try
        {
            using FileStream file = File.OpenRead(path);
            if (file.Length > MaxFileBytes)
            {
                throw new ModelConversionException($"'{path}' has {file.Length} bytes; a configuration has at most {MaxFileBytes}.");
            }

            byte[] json = new byte[file.Length];
            file.ReadExactly(json);
            return Parse(path, json);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelConversionException($"'{path}' cannot be read; a model folder has the file config.json. {e.Message}", e);
        }
    }

    /// <summary>Reads the configuration of the text model.</summary>
    /// <param name="file">The name of the file, for messages.</param>
    /// <param name="json">The contents.</param>
    /// <exception cref="ModelConversionException">The contents are not a JSON object.</exception>
    public static ModelConfig Parse(string file, ReadOnlyMemory<byte> json)
    {
        JsonElement value;
        try
        {
            using var document = JsonDocument.Parse(json);
            value = document.RootElement.Clone();
            CheckTexts(value);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ModelConversionException($"'{file}' is not valid JSON: {e.Message}", e);
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            throw new ModelConversionException($"'{file}' contains {Describe(value)}; it must contain an object.");
        }

        var root = new ModelConfig(file, string.Empty, value);
        return root.Section("text_config") is ModelConfig text ? new(file, "text_config.", text._object, root) : root;
    }

    /// <summary>Tells whether a field is present and not null.</summary>
    public bool Has(string name) => Find(name) is not null;

    public int Integer(string name, int? fallback = null, int least = 1, int most = int.MaxValue) =>
        OptionalInteger(name, least, most) ?? fallback ?? throw Missing(name);

    public int? OptionalInteger(string name, int least = 1, int most = int.MaxValue) =>
        Find(name) is JsonElement value ? ToInteger(name, value, least, most) : null;

    /// <summary>Reads a whole number, or null; a field that is missing has a default.</summary>
    public int? NullableInteger(string name, int? fallback) => OptionalInteger(name) ?? (_object.TryGetProperty(name, out _) ? null : fallback);

    public double Number(string name, double? fallback = null) => OptionalNumber(name) ?? fallback ?? throw Missing(name);

    public double? OptionalNumber(string name) => Find(name) is JsonElement value ? ToNumber(name, value) : null;

    /// <summary>Reads a number greater than 0.</summary>
    public double Positive(string name, double? fallback = null) => OptionalPositive(name) ?? fallback ?? throw Missing(name);

    /// <inheritdoc cref="Positive"/>
    public double? OptionalPositive(string name) => OptionalNumber(name) switch
    {
        null => null,
        > 0 and double value => value,
        double value => throw Refuse(name, $"is {value.ToString(CultureInfo.InvariantCulture)}; it must be greater than 0"),
    };

    /// <summary>Reads a number greater than 0, or null; a field that is missing has a default.</summary>
    public double? NullablePositive(string name, double fallback) => OptionalPositive(name) ?? (_object.TryGetProperty(name, out _) ? null : fallback);

    public bool Flag(string name, bool? fallback = null) => OptionalFlag(name) ?? fallback ?? throw Missing(name);

    public bool? OptionalFlag(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        JsonElement value => throw Wrong(name, value, "must be true or false"),
    };

    public string? Text(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => value.GetString(),
        JsonElement value => throw Wrong(name, value, "must be a text"),
    };

    /// <summary>Reads an object; <see langword="null"/> where the field is missing.</summary>
    public ModelConfig? Section(string name)
    {
        if (Find(name) is not JsonElement value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            throw Wrong(name, value, "must be an object");
        }

        if (!_sections.TryGetValue(name, out ModelConfig? section))
        {
            _sections[name] = section = new(_file, $"{_path}{name}.", value);
        }

        return section;
    }

    public IReadOnlyList<string>? Texts(string name) =>
        List(name, (element, item) => item.ValueKind == JsonValueKind.String ? item.GetString()! : throw Wrong(element, item, "must be a text"));

    public IReadOnlyList<int>? Integers(string name, int least = 0, int most = int.MaxValue) => List(name, (element, item) => ToInteger(element, item, least, most));

    public IReadOnlyList<double>? Numbers(string name) => List(name, ToNumber);

    /// <summary>Marks fields as read that the family's computation does not depend on.</summary>
    public void Ignore(params ReadOnlySpan<string> names) => _read.UnionWith(names.ToArray());

    /// <summary>Refuses a value other than the one that the converter knows; the field may be missing.</summary>
    public void Expect(string name, string expected)
    {
        if (Find(name) is JsonElement value && !(value.ValueKind == JsonValueKind.String && value.GetString() == expected))
        {
            throw Wrong(name, value, $"must be \"{expected}\"; other values are not supported");
        }
    }

    /// <inheritdoc cref="Expect(string, string)"/>
    public void Expect(string name, double expected)
    {
        if (OptionalNumber(name) is double value && value != expected)
        {
            throw Refuse(name, string.Create(CultureInfo.InvariantCulture, $"is {value}; it must be {expected}, other values are not supported"));
        }
    }

    /// <inheritdoc cref="Expect(string, string)"/>
    public void Expect(string name, bool expected)
    {
        if (OptionalFlag(name) is bool value && value != expected)
        {
            throw Refuse(name, $"is {(value ? "true" : "false")}, which is not supported");
        }
    }

    /// <summary>Refuses a field that nothing read, and that may change what the model computes.</summary>
    /// <exception cref="ModelConversionException">There is such a field.</exception>
    public void RefuseUnread()
    {
        foreach (JsonProperty property in _object.EnumerateObject())
        {
            if (!_read.Contains(property.Name) && !IsAbsent(property.Value) && !NeutralFields.Contains(property.Name))
            {
                throw Wrong(property.Name, property.Value, "is not known to the converter, and may change what the model computes; the model is not supported");
            }
        }

        foreach (ModelConfig section in _sections.Values)
        {
            section.RefuseUnread();
        }
    }

    /// <summary>Makes the exception for a field.</summary>
    /// <param name="name">The field.</param>
    /// <param name="problem">What follows the name of the field in the message: the value found, and what would be right.</param>
    public ModelConversionException Refuse(string name, string problem) => new($"In '{_file}', '{_path}{name}' {problem}.");

    /// <summary>Makes the exception for a tensor that is not a part of the model that the configuration describes.</summary>
    public ModelConversionException RefuseTensor(string tensor) =>
        new($"The tensor '{tensor}' is not a part of the model that '{_file}' describes, and may change what the model computes; the model is not supported.");

    /// <summary>Makes the exception for a tensor whose shape is not that of the configuration.</summary>
    public ModelConversionException RefuseTensor(string tensor, string found, string expected) =>
        new($"The tensor '{tensor}' has the shape {found}; according to '{_file}' the shape must be {expected}.");

    // The parser accepts invalid UTF-8 and lone surrogates, which throw an InvalidOperationException where they are read.
    private static void CheckTexts(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                value.GetString();
                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in value.EnumerateArray())
                {
                    CheckTexts(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (JsonProperty property in value.EnumerateObject())
                {
                    _ = property.Name;
                    CheckTexts(property.Value);
                }

                break;
        }
    }

    // An empty list or object says no more than null.
    private static bool IsAbsent(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => true,
        JsonValueKind.Array => value.GetArrayLength() == 0,
        JsonValueKind.Object => !value.EnumerateObject().Any(),
        JsonValueKind.String => value.GetString()!.Length == 0,
        _ => false,
    };

    private static string Describe(JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
        {
            return value.ValueKind == JsonValueKind.Object ? "an object" : "a list";
        }

        string text = value.GetRawText();
        return text.Length <= MaxQuotedCharacters ? text : text[..MaxQuotedCharacters] + "…";
    }

    // A field that a nested text model lacks may stand beside the text model.
    private JsonElement? Find(string name)
    {
        _read.Add(name);
        return _object.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value
            : name == "tie_word_embeddings" ? _outer?.Find(name)
            : null;
    }

    private int ToInteger(string name, JsonElement value, int least, int most)
    {
        double number = value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double found) ? found : double.NaN;
        return double.IsInteger(number) && number >= least && number <= most
            ? (int)number
            : throw Wrong(name, value, most == int.MaxValue ? $"must be an integer of at least {least}" : $"must be an integer from {least} to {most}");
    }

    private double ToNumber(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && float.IsFinite((float)number)
            ? number
            : throw Wrong(name, value, "must be a number within the range of float32");

    private List<T>? List<T>(string name, Func<string, JsonElement, T> read)
    {
        if (Find(name) is not JsonElement value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            throw Wrong(name, value, "must be a list");
        }

        int index = 0;
        return [.. value.EnumerateArray().Select(item => read($"{name}[{index++}]", item))];
    }

    private ModelConversionException Missing(string name) => Refuse(name, "is missing");

    private ModelConversionException Wrong(string name, JsonElement value, string rule) =>
        Refuse(name, value.ValueKind is JsonValueKind.Null ? $"is missing; it {rule}" : $"is {Describe(value)}; it {rule}");
}
