using System.Text.Json.Nodes;

namespace Nudging.Constraints.Json;

/// <summary>
/// Rewrites the conditional keywords of a schema (<c>if</c>, <c>then</c>, <c>else</c>, <c>not</c>, <c>dependentRequired</c>,
/// <c>dependentSchemas</c>, <c>dependencies</c>) as alternatives.
/// </summary>
/// <param name="references">Resolves references.</param>
internal sealed class JsonSchemaConditions(JsonSchemaReferences references)
{
    private static readonly string[] Rewritten = ["if", "then", "else", "not", "dependentRequired", "dependentSchemas", "dependencies"];

    private readonly JsonSchemaNegation _negation = new(references);

    /// <summary>Rewrites the conditional keywords.</summary>
    /// <param name="schema">The schema.</param>
    /// <returns>A schema that allows the same values; <see langword="null"/> where the schema has no conditional keyword.</returns>
    public JsonSchemaNode? Rewrite(JsonSchemaNode schema)
    {
        string[] present = [.. Rewritten.Where(keyword => schema.Keywords.ContainsKey(keyword) && !(keyword == "not" && JsonSchemaExclusions.IsList(schema)))];
        if (present.Length == 0)
        {
            return null;
        }

        JsonSchemaNode rest = present.Aggregate(schema, (without, keyword) => without.Without(keyword));
        IEnumerable<JsonNode?> all = schema.Children("allOf").Select(child => child.ToJson()).Concat(present.SelectMany(keyword => Of(schema, keyword)));
        return rest.With(new(rest.Keywords) { ["allOf"] = new JsonArray([.. all]) });
    }

    private IEnumerable<JsonNode?> Of(JsonSchemaNode schema, string keyword) => keyword switch
    {
        "if" when schema.Keywords.ContainsKey("then") || schema.Keywords.ContainsKey("else") => [OfIf(schema)],
        "not" => [_negation.Of(schema.Child("not"))],
        "dependentRequired" or "dependentSchemas" or "dependencies" => schema.Dependencies(keyword).Select(dependency => OfDependency(dependency.Key, dependency.Value)),
        _ => [],
    };

    private JsonObject OfIf(JsonSchemaNode schema)
    {
        JsonSchemaNode condition = schema.Child("if");
        return Either(Both(condition.ToJson(), schema.Child("then").ToJson()), Both(_negation.Of(condition), schema.Child("else").ToJson()));
    }

    private static JsonObject OfDependency(string name, JsonSchemaNode dependent) => Either(
        new() { ["properties"] = new JsonObject { [name] = false } },
        Both(new JsonObject { ["required"] = new JsonArray(name) }, dependent.ToJson()));

    private static JsonObject Either(JsonObject one, JsonObject other) => new() { ["anyOf"] = new JsonArray(one, other) };

    private static JsonObject Both(JsonNode one, JsonNode other) => new() { ["allOf"] = new JsonArray(one, other) };
}
