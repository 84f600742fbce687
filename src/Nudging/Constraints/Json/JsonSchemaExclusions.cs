using System.Text.Json.Nodes;

namespace Nudging.Constraints.Json;

/// <summary>Splits a schema with <c>not</c> and a list of values into schemas without such a list, except for lists of strings.</summary>
internal static class JsonSchemaExclusions
{
    private const string Keyword = "not";

    private static readonly bool[] Booleans = [true, false];

    /// <summary>Tells whether the <c>not</c> of a schema only lists values.</summary>
    public static bool IsList(JsonSchemaNode schema) => schema.Get(Keyword) is JsonObject { Count: 1 } list && list["enum"] is JsonArray;

    /// <summary>Lists the values that a schema excludes.</summary>
    public static IReadOnlyList<JsonNode?> Of(JsonSchemaNode schema) => IsList(schema) ? [.. schema.Get(Keyword)!["enum"]!.AsArray()] : [];

    /// <summary>Tells whether a schema excludes a value.</summary>
    public static bool Excludes(JsonSchemaNode schema, JsonNode? value) => Of(schema).Any(other => JsonLiteral.Normalized(other) == JsonLiteral.Normalized(value));

    /// <summary>Splits a schema by type.</summary>
    /// <param name="schema">The schema.</param>
    /// <returns>The schemas; <see langword="null"/> where the schema excludes no value, or is a schema of strings that excludes only strings.</returns>
    public static IReadOnlyList<JsonSchemaNode>? Split(JsonSchemaNode schema)
    {
        if (!IsList(schema))
        {
            return null;
        }

        IReadOnlyList<JsonNode?> excluded = Of(schema);
        JsonSchemaNode rest = schema.Without(Keyword);
        if (schema.Values is { } values)
        {
            return [With(rest.Without("const"), "enum", new JsonArray([.. values.Where(value => !Excludes(schema, value)).Select(value => value?.DeepClone())]))];
        }

        IReadOnlyList<string> types = JsonTypes.Of(schema);
        return types is ["string"] && excluded.All(value => JsonTypes.Of(value) == "string")
            ? null
            : [.. types.SelectMany(type => OfType(With(rest, "type", type), type, [.. excluded.Where(value => JsonTypes.Of(value) == (type == JsonTypes.Integer ? "number" : type))]))];
    }

    private static IEnumerable<JsonSchemaNode> OfType(JsonSchemaNode schema, string type, JsonNode?[] excluded) => type switch
    {
        _ when excluded.Length == 0 => [schema],
        "null" => [],
        "boolean" => [With(schema, "enum", new JsonArray([.. Booleans.Except(excluded.Select(value => value!.GetValue<bool>())).Select(value => (JsonNode?)value)]))],
        "string" => [With(schema, Keyword, new JsonObject { ["enum"] = new JsonArray([.. excluded.Select(value => value?.DeepClone())]) })],
        "object" when excluded.All(value => value is JsonObject { Count: 0 }) => [Merged(schema, "minProperties", JsonLiteral.NodeOf(1))],
        "array" when excluded.All(value => value is JsonArray { Count: 0 }) => [Merged(schema, "minItems", JsonLiteral.NodeOf(1))],
        "object" or "array" => throw schema.NotSupported($"'not' with listed values of type {type}"),
        _ => Ranges(schema, [.. excluded.OrderBy(value => value!.GetValue<double>())]),
    };

    // The ranges between the excluded numbers.
    private static IEnumerable<JsonSchemaNode> Ranges(JsonSchemaNode schema, JsonNode?[] excluded)
    {
        for (int i = 0; i <= excluded.Length; i++)
        {
            JsonSchemaNode range = i == 0 ? schema : Merged(schema, "exclusiveMinimum", excluded[i - 1]!.DeepClone());
            yield return i == excluded.Length ? range : Merged(range, "exclusiveMaximum", excluded[i]!.DeepClone());
        }
    }

    private static JsonSchemaNode With(JsonSchemaNode schema, string keyword, JsonNode? value) => schema.With(new(schema.Keywords) { [keyword] = value });

    private static JsonSchemaNode Merged(JsonSchemaNode schema, string keyword, JsonNode value) => JsonSchemaMerger.Merge(schema, schema.With(new() { [keyword] = value }));
}
