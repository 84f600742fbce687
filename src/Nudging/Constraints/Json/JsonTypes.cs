using System.Text.Json;
using System.Text.Json.Nodes;

namespace Nudging.Constraints.Json;

/// <summary>The types of JSON Schema.</summary>
internal static class JsonTypes
{
    /// <summary>The type of whole numbers. A whole number also has the type number.</summary>
    public const string Integer = "integer";

    // By type, the keywords that apply to values of that type only.
    private static readonly (string Type, string[] Keywords)[] Typed =
    [
        ("object", ["properties", "required", "additionalProperties", "minProperties", "maxProperties", "patternProperties", "propertyNames"]),
        ("array", ["items", "prefixItems", "minItems", "maxItems", "uniqueItems"]),
        ("string", ["minLength", "maxLength", "pattern", "format"]),
        ("number", ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]),
    ];

    /// <summary>Gets the disjoint types.</summary>
    public static IReadOnlyList<string> All { get; } = ["object", "array", "string", "number", "boolean", "null"];

    /// <summary>Gets the types of the values that a schema allows; where the schema names no type, the types to which its keywords apply.</summary>
    public static IReadOnlyList<string> Of(JsonSchemaNode schema)
    {
        if (schema.Types is IReadOnlyList<string> named)
        {
            return named.Contains("number") ? [.. named.Where(type => type != Integer)] : named;
        }

        string[] types = [.. Typed.Where(typed => typed.Keywords.Any(schema.Keywords.ContainsKey)).Select(typed => typed.Type)];
        return types.Length > 0 ? types : All;
    }

    /// <summary>Gets the disjoint types of all values that fit a schema. Whole numbers have the type number.</summary>
    public static IEnumerable<string> OfAll(JsonSchemaNode schema) =>
        schema.Types?.Select(type => type == Integer ? "number" : type) ?? schema.Values?.Select(Of) ?? All;

    /// <summary>Gets the type of a value.</summary>
    public static string Of(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject => "object",
        JsonArray => "array",
        _ => value.GetValueKind() switch
        {
            JsonValueKind.String => "string",
            JsonValueKind.Number => "number",
            _ => "boolean",
        },
    };

    /// <summary>Tells whether a listed value fits the rest of its schema.</summary>
    public static bool Admits(JsonSchemaNode schema, JsonNode? value)
    {
        string type = Of(value);
        bool isWhole = type == "number" && value!.GetValue<double>() is var number && number == Math.Truncate(number);
        if (schema.Types is IReadOnlyList<string> types && !types.Contains(type) && !(isWhole && types.Contains(Integer)))
        {
            return false;
        }

        string[] keywords = [.. Typed.Where(typed => typed.Type == type).SelectMany(typed => typed.Keywords).Where(schema.Keywords.ContainsKey)];
        return keywords.Length == 0 || type switch
        {
            "string" => schema.StringStart?.Advance(System.Text.Encoding.UTF8.GetBytes(JsonLiteral.Of(value))) is { CanEnd: true },
            "number" => schema.NumberRange(isWhole).Contains(value!.AsValue()),
            _ => throw schema.NotSupported($"'{keywords[0]}' together with listed values of type {type}"),
        };
    }
}
