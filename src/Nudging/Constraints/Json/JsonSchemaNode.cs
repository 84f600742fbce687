using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Nudging.Constraints.Json;

/// <summary>A schema within a JSON schema: its keywords without annotations.</summary>
internal sealed class JsonSchemaNode
{
    private static readonly HashSet<string> Supported =
    [
        "$ref", "allOf", "anyOf", "oneOf", "type", "enum", "const", "properties", "required", "additionalProperties", "items", "prefixItems",
        "minItems", "maxItems", "minLength", "maxLength", "pattern", "format", "multipleOf", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
        "minProperties", "maxProperties", "dependentRequired", "dependentSchemas", "dependencies", "if", "then", "else", "not", "uniqueItems", "patternProperties",
        "propertyNames",
    ];

    private static readonly HashSet<string> Unsupported =
    [
        "$dynamicRef", "$recursiveRef", "additionalItems", "contains", "disallow", "divisibleBy", "extends", "maxContains", "minContains",
        "unevaluatedItems", "unevaluatedProperties",
    ];

    private Lazy<TextConstraintState?>? _stringStart;

    /// <summary>Initializes a new instance of the <see cref="JsonSchemaNode"/> class.</summary>
    /// <param name="schema">An object, <c>true</c> or <c>false</c>.</param>
    /// <param name="path">The schema's JSON pointer, for messages.</param>
    public JsonSchemaNode(JsonNode? schema, string path)
    {
        Path = path;
        Keywords = schema switch
        {
            JsonObject keywords => keywords.Where(IsSupported).ToDictionary(),
            JsonValue value when value.GetValueKind() == JsonValueKind.True => [],
            JsonValue value when value.GetValueKind() == JsonValueKind.False => new() { ["enum"] = new JsonArray() },
            _ => throw Malformed($"is {JsonLiteral.Of(schema)}; it must be an object, true or false"),
        };
    }

    private JsonSchemaNode(Dictionary<string, JsonNode?> keywords, string path)
    {
        Path = path;
        Keywords = keywords;
    }

    /// <summary>Gets the schema's JSON pointer, for messages.</summary>
    public string Path { get; }

    /// <summary>Gets the keywords and their values.</summary>
    public Dictionary<string, JsonNode?> Keywords { get; }

    /// <summary>Gets the schema as text, independent of the order of its keywords.</summary>
    public string Text => string.Join(',', Keywords.OrderBy(keyword => keyword.Key, StringComparer.Ordinal).Select(keyword => $"{keyword.Key}:{JsonLiteral.Of(keyword.Value)}"));

    /// <summary>Gets the values that <c>enum</c> and <c>const</c> list.</summary>
    /// <value><see langword="null"/> where the schema has neither keyword.</value>
    public IReadOnlyList<JsonNode?>? Values
    {
        get
        {
            IReadOnlyList<JsonNode?>? listed = Keywords.ContainsKey("enum") ? [.. Array("enum")] : null;
            return !Keywords.TryGetValue("const", out JsonNode? value) ? listed
                : listed is null || listed.Any(one => JsonLiteral.Of(one) == JsonLiteral.Of(value)) ? [value]
                : [];
        }
    }

    /// <summary>Gets the schemas of the named properties, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonSchemaNode>> Properties => ByName("properties");

    /// <summary>Gets the names of the named properties, in order.</summary>
    public IEnumerable<string> PropertyNames => Get("properties") switch
    {
        null => [],
        JsonObject properties => properties.Select(property => property.Key),
        _ => throw Malformed("has 'properties' that are not an object"),
    };

    /// <summary>Gets the schemas of the properties whose names match a pattern, by pattern.</summary>
    public IReadOnlyList<KeyValuePair<string, JsonSchemaNode>> PatternProperties => ByName("patternProperties");

    /// <summary>Gets the names of the required properties.</summary>
    public IReadOnlyList<string> Required => [.. Array("required").Select(name => TextOf(name, "required"))];

    /// <summary>Gets the value of <c>$ref</c>.</summary>
    public string Reference => Get("$ref")?.GetValueKind() == JsonValueKind.String ? Get("$ref")!.GetValue<string>() : throw Malformed("has a '$ref' that is not a string");

    /// <summary>Gets the named types.</summary>
    /// <value><see langword="null"/> where the schema names no type.</value>
    public IReadOnlyList<string>? Types
    {
        get
        {
            JsonNode? type = Get("type");
            IEnumerable<JsonNode?>? types = type is null ? null : type as JsonArray ?? Enumerable.Repeat<JsonNode?>(type, 1);
            string[]? names = types?.Select(name => TextOf(name, "type")).Distinct().ToArray();
            return names?.FirstOrDefault(name => !JsonTypes.All.Contains(name) && name != JsonTypes.Integer) is string wrong
                ? throw Malformed($"has the unknown type '{wrong}'")
                : names;
        }
    }

    /// <summary>Creates a schema with other keywords.</summary>
    public JsonSchemaNode With(Dictionary<string, JsonNode?> keywords) => new(keywords, Path);

    /// <summary>Creates the same schema without a keyword.</summary>
    public JsonSchemaNode Without(string keyword) => new(Keywords.Where(other => other.Key != keyword).ToDictionary(), Path);

    /// <summary>Gets the schema of a named property; <see langword="null"/> where the schema does not name the property.</summary>
    public JsonSchemaNode? Property(string name) =>
        Get("properties") is JsonObject named && named.TryGetPropertyValue(name, out JsonNode? property) ? new(property, $"{Path}/properties/{name}") : null;

    /// <summary>Writes the schema as JSON, without annotations.</summary>
    public JsonObject ToJson() => [.. Keywords.Select(keyword => KeyValuePair.Create(keyword.Key, keyword.Value?.DeepClone()))];

    /// <summary>Gets the value of a keyword; <see langword="null"/> where the schema does not have the keyword.</summary>
    public JsonNode? Get(string keyword) => Keywords.GetValueOrDefault(keyword);

    /// <summary>Gets the schema that is the value of a keyword; a schema that allows any value where the keyword is absent.</summary>
    public JsonSchemaNode Child(string keyword) => Keywords.TryGetValue(keyword, out JsonNode? child)
        ? child is not JsonArray ? new(child, $"{Path}/{keyword}") : throw NotSupported($"'{keyword}' as an array")
        : new([], Path);

    /// <summary>Gets the schemas in the array that is the value of a keyword.</summary>
    public IEnumerable<JsonSchemaNode> Children(string keyword) => Array(keyword).Select((child, index) =>
        new JsonSchemaNode(child, string.Create(CultureInfo.InvariantCulture, $"{Path}/{keyword}/{index}")));

    /// <summary>Gets, by the name of a property, what an object with that property must fit. A list of names requires these properties.</summary>
    public IEnumerable<KeyValuePair<string, JsonSchemaNode>> Dependencies(string keyword) =>
        (Get(keyword) as JsonObject ?? throw Malformed($"has '{keyword}' that is not an object")).Select(dependency => KeyValuePair.Create(
            dependency.Key,
            new JsonSchemaNode(
                dependency.Value is JsonArray names && keyword != "dependentSchemas" ? new JsonObject { ["required"] = names.DeepClone() } : dependency.Value,
                $"{Path}/{keyword}/{dependency.Key}")));

    /// <summary>Tells whether the value of a keyword is <c>true</c>.</summary>
    public bool IsTrue(string keyword) => Get(keyword)?.GetValueKind() switch
    {
        null or JsonValueKind.False => false,
        JsonValueKind.True => true,
        _ => throw Malformed($"has a '{keyword}' that is neither true nor false"),
    };

    /// <summary>Gets the whole number that is the value of a keyword.</summary>
    public int Count(string keyword, int otherwise = 0) => Get(keyword) switch
    {
        null => otherwise,
        JsonValue value when value.GetValueKind() == JsonValueKind.Number && value.GetValue<double>() is >= 0 and var count && count == Math.Truncate(count) =>
            (int)Math.Min(int.MaxValue, count),
        _ => throw Malformed($"has a '{keyword}' that is not a whole number of at least 0"),
    };

    /// <summary>Gets the texts that are the value of a keyword. A merged schema may have several.</summary>
    public IReadOnlyList<string> Texts(string keyword) => !Keywords.TryGetValue(keyword, out JsonNode? value) ? []
        : value is JsonArray texts ? [.. texts.Select(text => TextOf(text, keyword))]
        : [TextOf(value, keyword)];

    /// <summary>Gets the state before a string that fits; <see langword="null"/> where no string fits.</summary>
    public TextConstraintState? StringStart => (_stringStart ??= new(() => JsonStrings.StartOf(this))).Value;

    /// <summary>Gets the range of the allowed numbers.</summary>
    public JsonNumberRange NumberRange(bool isWhole)
    {
        JsonNumberStep? step = JsonNumberStep.Of(this, isWhole);
        int digits = step?.Digits ?? (isWhole ? 0 : JsonNumberRange.FractionDigits);
        List<Int128> minima = [];
        List<Int128> maxima = [];
        if (Limit("minimum", digits) is (Int128 minimum, bool isMinimumExact))
        {
            minima.Add(isMinimumExact ? minimum : minimum + 1);
        }

        if (Limit("exclusiveMinimum", digits) is (Int128 below, _))
        {
            minima.Add(below + 1);
        }

        if (Limit("maximum", digits) is (Int128 maximum, _))
        {
            maxima.Add(maximum);
        }

        if (Limit("exclusiveMaximum", digits) is (Int128 above, bool isAboveExact))
        {
            maxima.Add(isAboveExact ? above - 1 : above);
        }

        return new(digits, minima.Count > 0 ? minima.Max() : null, maxima.Count > 0 ? maxima.Min() : null, step?.Size);
    }

    /// <summary>Creates the exception for a malformed schema.</summary>
    public ArgumentException Malformed(string problem) => new($"The JSON schema at {Path} {problem}.");

    /// <summary>Creates the exception for a feature that is not supported.</summary>
    public NotSupportedException NotSupported(string feature) => new($"The JSON schema uses {feature} at {Path}, which constrained decoding does not support.");

    private IReadOnlyList<KeyValuePair<string, JsonSchemaNode>> ByName(string keyword) => Get(keyword) switch
    {
        null => [],
        JsonObject schemas => [.. schemas.Select(schema => KeyValuePair.Create(schema.Key, new JsonSchemaNode(schema.Value, $"{Path}/{keyword}/{schema.Key}")))],
        _ => throw Malformed($"has '{keyword}' that are not an object"),
    };

    private IEnumerable<JsonNode?> Array(string keyword) => Keywords.TryGetValue(keyword, out JsonNode? value)
        ? value as JsonArray ?? throw Malformed($"has '{keyword}' that is not an array")
        : [];

    private string TextOf(JsonNode? node, string keyword) => node?.GetValueKind() == JsonValueKind.String
        ? node.GetValue<string>()
        : throw Malformed($"has '{keyword}' that contains {JsonLiteral.Of(node)}; each entry must be a string");

    // Reads a limit in units of the last digit, rounded down.
    private (Int128 Floor, bool IsExact)? Limit(string keyword, int digits)
    {
        if (Get(keyword) is not JsonNode limit)
        {
            return null;
        }

        if (limit.GetValueKind() is JsonValueKind.True or JsonValueKind.False)
        {
            throw NotSupported($"'{keyword}' as a boolean");
        }

        if (limit.GetValueKind() != JsonValueKind.Number)
        {
            throw Malformed($"has a '{keyword}' that is not a number");
        }

        // A limit that a decimal cannot hold is beyond all numbers with the maximum number of digits.
        decimal value = limit.AsValue().TryGetValue(out decimal exact) ? exact : Math.Sign(limit.GetValue<double>()) * decimal.MaxValue;
        if (Math.Abs(value) >= (decimal)JsonNumberRange.Power(JsonNumberRange.WholeDigits))
        {
            return (Math.Sign(value) * JsonNumberRange.Power(JsonNumberRange.WholeDigits + digits), true);
        }

        decimal whole = decimal.Floor(value);
        decimal fraction = (value - whole) * (decimal)JsonNumberRange.Power(digits);
        return (((Int128)whole * JsonNumberRange.Power(digits)) + (Int128)decimal.Floor(fraction), fraction == decimal.Floor(fraction));
    }

    private bool IsSupported(KeyValuePair<string, JsonNode?> keyword)
    {
        if (keyword.Key == "format")
        {
            // Other formats are notes.
            return keyword.Value is JsonValue format && format.TryGetValue(out string? name) && JsonFormats.IsKnown(name);
        }

        if (keyword.Key is "pattern" or "multipleOf" && keyword.Value is JsonArray)
        {
            throw Malformed($"has '{keyword.Key}' that is an array");
        }

        bool isFalse = keyword.Value is JsonValue value && value.GetValueKind() == JsonValueKind.False;
        return !Unsupported.Contains(keyword.Key)
            ? Supported.Contains(keyword.Key) && !(keyword.Key == "uniqueItems" && isFalse)
            : throw NotSupported($"'{keyword.Key}'");
    }
}
