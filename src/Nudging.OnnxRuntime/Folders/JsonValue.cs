using System.Text.Json;

namespace Nudging.OnnxRuntime.Folders;

/// <summary>A value of a JSON file with its path, for error messages.</summary>
internal readonly struct JsonValue
{
    private readonly ModelFolder _folder;
    private readonly string _file;

    private JsonValue(ModelFolder folder, string file, string path, JsonElement element)
    {
        _folder = folder;
        _file = file;
        Path = path;
        Element = element;
    }

    public JsonElement Element { get; }

    /// <summary>Gets the path of the value inside the file.</summary>
    public string Path { get; }

    public bool IsNull => Element.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    public bool IsString => Element.ValueKind == JsonValueKind.String;

    public bool IsObject => Element.ValueKind == JsonValueKind.Object;

    public bool IsArray => Element.ValueKind == JsonValueKind.Array;

    /// <summary>Gets a member of an object; a null value where the member is missing.</summary>
    public JsonValue this[string name] => Member(name, IsObject && Element.TryGetProperty(name, out JsonElement member) ? member : default);

    /// <summary>Gets the first of some members that is there; the first one, a null value, where all are missing.</summary>
    public JsonValue First(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (!this[name].IsNull)
            {
                return this[name];
            }
        }

        return this[names[0]];
    }

    public static JsonValue Read(ModelFolder folder, string path)
    {
        string file = System.IO.Path.GetFileName(path);
        try
        {
            // Not disposed: the values refer to the document, and disposing only returns its memory to a pool.
            var document = JsonDocument.Parse(ReadBytes(path), new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            var root = new JsonValue(folder, file, string.Empty, document.RootElement);
            return root.IsObject ? root : throw folder.Refuse($"'{path}' is not a JSON object");
        }
        catch (JsonException e)
        {
            throw folder.Refuse($"'{path}' is not valid JSON at line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}: {e.Message.Split(" LineNumber:")[0].TrimEnd('.')}", e);
        }
    }

    public string AsString() => IsString ? Element.GetString()! : throw Wrong("must be a string");

    public string AsString(string fallback) => IsNull ? fallback : AsString();

    public bool AsBoolean(bool fallback) => IsNull ? fallback : Element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong("must be true or false"),
    };

    public int AsInt32(int min)
    {
        bool whole = Element.ValueKind == JsonValueKind.Number && Element.TryGetInt32(out int value) && value >= min;
        return whole ? Element.GetInt32() : throw Wrong($"must be a whole number from {min}");
    }

    public int? AsOptionalInt32(int min) => IsNull ? null : AsInt32(min);

    /// <summary>Gets a token id; <see langword="null"/> where the value is missing or negative.</summary>
    public int? AsOptionalTokenId() => AsOptionalInt32(int.MinValue) is int id and >= 0 ? id : null;

    /// <summary>Gets the token ids of a number, an array of numbers or a missing value.</summary>
    public int[] AsTokenIds() => IsNull ? [] : IsArray ? [.. Items().Select(item => item.AsInt32(0))] : [AsInt32(0)];

    public double AsDouble(double fallback) => IsNull ? fallback
        : Element.ValueKind == JsonValueKind.Number ? Element.GetDouble()
        : throw Wrong("must be a number");

    public IEnumerable<JsonValue> Items()
    {
        if (!IsArray)
        {
            throw Wrong("must be an array");
        }

        int index = 0;
        foreach (JsonElement item in Element.EnumerateArray())
        {
            yield return new(_folder, _file, $"{Path}[{index++}]", item);
        }
    }

    public IEnumerable<KeyValuePair<string, JsonValue>> Members()
    {
        if (!IsObject)
        {
            throw Wrong("must be an object");
        }

        foreach (JsonProperty member in Element.EnumerateObject())
        {
            yield return new(member.Name, Member(member.Name, member.Value));
        }
    }

    public ModelLoadException Wrong(string expected) =>
        _folder.Refuse($"in {_file}, '{Path}' {expected}{(IsNull ? "; it is missing" : $"; it is {Shorten(Element.GetRawText())}")}");

    private static ReadOnlyMemory<byte> ReadBytes(string path)
    {
        ReadOnlyMemory<byte> bytes = File.ReadAllBytes(path);
        return bytes.Span.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes;
    }

    private JsonValue Member(string name, JsonElement element) =>
        new(_folder, _file, string.IsNullOrEmpty(Path) ? name : $"{Path}.{name}", element);

    private static string Shorten(string text) => text.Length <= 200 ? text : text[..200] + "…";
}
