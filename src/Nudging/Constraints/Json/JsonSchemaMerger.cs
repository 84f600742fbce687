using System.Text.Json;
using System.Text.Json.Nodes;

namespace Nudging.Constraints.Json;

/// <summary>Merges two schemas without conditional keywords into the schema of the values that fit both.</summary>
internal static class JsonSchemaMerger
{
    private static readonly string[] LowerLimits = ["minItems", "minProperties", "minLength", "minimum", "exclusiveMinimum"];
    private static readonly string[] UpperLimits = ["maxItems", "maxProperties", "maxLength", "maximum", "exclusiveMaximum"];

    /// <summary>Merges two schemas.</summary>
    /// <param name="one">A schema.</param>
    /// <param name="other">Another schema.</param>
    public static JsonSchemaNode Merge(JsonSchemaNode one, JsonSchemaNode other)
    {
        if (one.Keywords.Count == 0 || other.Keywords.Count == 0)
        {
            return one.Keywords.Count == 0 ? other : one;
        }

        var merged = new Dictionary<string, JsonNode?>(one.Keywords);
        List<JsonNode?> rest = [];
        foreach ((string keyword, JsonNode? value) in other.Keywords)
        {
            if (!one.Keywords.TryGetValue(keyword, out JsonNode? own))
            {
                merged[keyword] = value;
            }
            else if (JsonLiteral.Of(own) != JsonLiteral.Of(value))
            {
                merged[keyword] = keyword switch
                {
                    "$ref" or "anyOf" or "oneOf" => Postpone(own, keyword, value, rest),
                    "allOf" => Joined(own, value),
                    "required" => Joined(own, value),
                    "type" => CommonTypes(one, other),
                    "enum" => Common(own, value),
                    "pattern" or "format" or "multipleOf" => Joined(Listed(own), Listed(value)),
                    "const" => Postpone(own, "enum", new JsonArray(), rest),
                    "items" or "propertyNames" => AllOf(own, value),
                    "patternProperties" => null,
                    "not" => new JsonObject { ["enum"] = Joined(own!["enum"], value!["enum"]) },
                    _ when LowerLimits.Contains(keyword) => Greater(own, value) ? own : value,
                    _ when UpperLimits.Contains(keyword) => Greater(own, value) ? value : own,
                    "properties" or "additionalProperties" => null,
                    _ => throw one.NotSupported($"'{keyword}' twice"),
                };
            }
        }

        MergeItems(one, other);
        ThrowIfPatternsMeetOthers(one, other);
        MergeProperties(one, other, merged);
        if (rest.Count > 0)
        {
            merged["allOf"] = Joined(merged.GetValueOrDefault("allOf"), new JsonArray([.. rest]));
        }

        return one.With(merged);
    }

    private static JsonNode? Postpone(JsonNode? own, string keyword, JsonNode? value, List<JsonNode?> rest)
    {
        rest.Add(new JsonObject { [keyword] = value?.DeepClone() });
        return own;
    }

    private static JsonArray Joined(JsonNode? one, JsonNode? other) =>
        [.. ((one as JsonArray) ?? []).Concat((other as JsonArray) ?? []).Select(node => node?.DeepClone())];

    private static JsonArray Listed(JsonNode? value) => value as JsonArray ?? [value?.DeepClone()];

    private static JsonArray Common(JsonNode? one, JsonNode? other)
    {
        HashSet<string> allowed = [.. ((other as JsonArray) ?? []).Select(JsonLiteral.Of)];
        return [.. ((one as JsonArray) ?? []).Where(value => allowed.Contains(JsonLiteral.Of(value))).Select(value => value?.DeepClone())];
    }

    // An empty list allows no type.
    private static JsonArray CommonTypes(JsonSchemaNode one, JsonSchemaNode other)
    {
        bool IsIn(string type, JsonSchemaNode schema) => schema.Types!.Contains(type) || (type == JsonTypes.Integer && schema.Types!.Contains("number"));
        IEnumerable<string> common = one.Types!.Where(type => IsIn(type, other)).Union(other.Types!.Where(type => IsIn(type, one)));
        return [.. common.Select(type => (JsonNode?)JsonValue.Create(type))];
    }

    private static bool Greater(JsonNode? one, JsonNode? other) => one!.GetValue<double>() > other!.GetValue<double>();

    private static JsonObject AllOf(JsonNode? one, JsonNode? other) => new() { ["allOf"] = new JsonArray(one?.DeepClone(), other?.DeepClone()) };

    private static void MergeItems(JsonSchemaNode one, JsonSchemaNode other)
    {
        static bool Has(JsonSchemaNode schema) => schema.Keywords.ContainsKey("items") || schema.Keywords.ContainsKey("prefixItems");
        if (Has(one) && Has(other) && (one.Keywords.ContainsKey("prefixItems") || other.Keywords.ContainsKey("prefixItems")))
        {
            throw one.NotSupported("'prefixItems' together with other items");
        }
    }

    // The other properties of one schema may match the patterns of the other schema.
    private static void ThrowIfPatternsMeetOthers(JsonSchemaNode one, JsonSchemaNode other)
    {
        static bool HasPatterns(JsonSchemaNode schema) => schema.Keywords.ContainsKey("patternProperties");
        static bool HasOthers(JsonSchemaNode schema) => schema.Keywords.ContainsKey("additionalProperties");
        static bool HasUnknownNames(JsonSchemaNode schema, JsonSchemaNode second) => schema.PropertyNames.Except(second.PropertyNames).Any();
        static bool Meet(JsonSchemaNode one, JsonSchemaNode other) =>
            HasPatterns(one) && (HasPatterns(other) || HasOthers(other) || (HasOthers(one) && HasUnknownNames(other, one)));
        if (Meet(one, other) || Meet(other, one))
        {
            throw one.NotSupported("'patternProperties' together with 'additionalProperties', 'properties' or 'patternProperties' of another schema");
        }
    }

    // Where only one schema names a property, additionalProperties of the other schema applies to the property.
    private static void MergeProperties(JsonSchemaNode one, JsonSchemaNode other, Dictionary<string, JsonNode?> merged)
    {
        const string Named = "properties";
        const string Others = "additionalProperties";
        if (!one.Keywords.ContainsKey(Named) && !one.Keywords.ContainsKey(Others))
        {
            return;
        }

        var properties = new JsonObject();
        foreach (string name in one.PropertyNames.Union(other.PropertyNames))
        {
            properties[name] = Both(Of(one, name), Of(other, name));
        }

        merged[Named] = properties;
        if (!one.Keywords.ContainsKey(Others) && !other.Keywords.ContainsKey(Others))
        {
            return;
        }

        merged[Others] = Both(one.Keywords.ContainsKey(Others) ? one.Get(Others) : true, other.Keywords.ContainsKey(Others) ? other.Get(Others) : true);

        static JsonNode? Of(JsonSchemaNode schema, string name) =>
            schema.Get(Named) is JsonObject named && named.TryGetPropertyValue(name, out JsonNode? own) ? own
            : schema.Keywords.TryGetValue(Others, out JsonNode? others) ? others
            : true;

        static JsonNode? Both(JsonNode? a, JsonNode? b) => IsTrue(b) ? a?.DeepClone()
            : IsTrue(a) || JsonLiteral.Of(a) == JsonLiteral.Of(b) ? b?.DeepClone()
            : AllOf(a, b);

        static bool IsTrue(JsonNode? schema) => schema is JsonValue && schema.GetValueKind() == JsonValueKind.True;
    }
}
