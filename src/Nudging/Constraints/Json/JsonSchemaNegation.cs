using System.Text.Json.Nodes;

namespace Nudging.Constraints.Json;

/// <summary>Writes schemas for the values that do not fit a schema. The only negation in the result is <c>not</c> with <c>enum</c>.</summary>
/// <param name="references">Resolves references.</param>
internal sealed class JsonSchemaNegation(JsonSchemaReferences references)
{
    private const int MaxDepth = 40;

    /// <summary>Negates a schema.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="depth">The number of negated schemas that contain the schema.</param>
    /// <exception cref="NotSupportedException">The schema has a keyword whose negation is not supported.</exception>
    public JsonNode Of(JsonSchemaNode schema, int depth = 0)
    {
        if (depth > MaxDepth)
        {
            throw schema.NotSupported($"the negation of a schema with more than {MaxDepth} levels");
        }

        // A value fits the negation where the value does not fit one of the keywords.
        List<JsonNode?> alternatives = [.. schema.Keywords.Keys.SelectMany(keyword => OfKeyword(schema, keyword, depth))];
        return alternatives.Count == 0 ? JsonValue.Create(false) : AnyOf(alternatives);
    }

    private static JsonObject AnyOf(IEnumerable<JsonNode?> alternatives) => new() { ["anyOf"] = new JsonArray([.. alternatives]) };

    private static JsonObject Typed(string type, string keyword, JsonNode? value) => new() { ["type"] = type, [keyword] = value };

    private static JsonObject Property(string name, JsonNode schema) => Typed("object", "properties", new JsonObject { [name] = schema });

    private IEnumerable<JsonNode?> OfKeyword(JsonSchemaNode schema, string keyword, int depth) => keyword switch
    {
        "type" => OfTypes(schema),
        "const" => [new JsonObject { ["not"] = new JsonObject { ["enum"] = new JsonArray(schema.Get("const")?.DeepClone()) } }],
        "enum" => [new JsonObject { ["not"] = new JsonObject { ["enum"] = schema.Get("enum")?.DeepClone() } }],
        "minimum" => [Typed("number", "exclusiveMaximum", schema.Get(keyword)?.DeepClone())],
        "maximum" => [Typed("number", "exclusiveMinimum", schema.Get(keyword)?.DeepClone())],
        "exclusiveMinimum" => [Typed("number", "maximum", schema.Get(keyword)?.DeepClone())],
        "exclusiveMaximum" => [Typed("number", "minimum", schema.Get(keyword)?.DeepClone())],
        "minLength" => Below(schema, keyword, "string", "maxLength"),
        "minItems" => Below(schema, keyword, "array", "maxItems"),
        "minProperties" => Below(schema, keyword, "object", "maxProperties"),
        "maxLength" => [Typed("string", "minLength", JsonLiteral.NodeOf(schema.Count(keyword) + 1L))],
        "maxItems" => [Typed("array", "minItems", JsonLiteral.NodeOf(schema.Count(keyword) + 1L))],
        "maxProperties" => [Typed("object", "minProperties", JsonLiteral.NodeOf(schema.Count(keyword) + 1L))],
        "required" => schema.Required.Select(name => Property(name, JsonValue.Create(false))),
        "properties" => schema.Properties.Select(property => OfProperty(property.Key, Of(property.Value, depth + 1))),
        "not" => [schema.Child("not").ToJson()],
        "anyOf" => [new JsonObject { ["allOf"] = new JsonArray([.. schema.Children("anyOf").Select(child => Of(child, depth + 1))]) }],
        "allOf" => schema.Children("allOf").Select(child => Of(child, depth + 1)),
        "$ref" => [Of(references.Find(schema.Reference, schema.Path), depth + 1)],
        _ => throw schema.NotSupported($"the negation (by 'not' or 'if') of '{keyword}'"),
    };

    private static JsonObject OfProperty(string name, JsonNode negation)
    {
        JsonObject property = Property(name, negation);
        property["required"] = new JsonArray(name);
        return property;
    }

    private static IEnumerable<JsonNode?> Below(JsonSchemaNode schema, string keyword, string type, string opposite) =>
        schema.Count(keyword) is > 0 and int count ? [Typed(type, opposite, JsonLiteral.NodeOf(count - 1))] : [];

    private static IEnumerable<JsonNode?> OfTypes(JsonSchemaNode schema)
    {
        IReadOnlyList<string> types = schema.Types!;
        if (types.Contains(JsonTypes.Integer) && !types.Contains("number"))
        {
            throw schema.NotSupported("the negation (by 'not' or 'if') of the type 'integer'");
        }

        string[] others = [.. JsonTypes.All.Except(types)];
        return others.Length == 0 ? [] : [new JsonObject { ["type"] = new JsonArray([.. others.Select(type => (JsonNode?)type)]) }];
    }
}
