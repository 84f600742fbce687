namespace Nudging.Constraints.Json;

/// <summary>Takes apart what a schema says by other schemas.</summary>
/// <param name="references">Finds the schemas that are referred to.</param>
internal sealed class JsonSchemaAlternatives(JsonSchemaReferences references)
{
    // How far schemas are compared with each other.
    private const int MostSteps = 40;

    /// <summary>Makes one schema of a reference or of schemas that must all hold.</summary>
    /// <returns><see langword="null"/> where there is nothing of that kind.</returns>
    public JsonSchemaNode? Simplify(JsonSchemaNode schema)
    {
        if (schema.Get("$ref") is { } reference)
        {
            string target = reference.GetValueKind() == System.Text.Json.JsonValueKind.String ? reference.GetValue<string>() : throw schema.Malformed("has a '$ref' that is no string");
            return JsonSchemaMerger.Merge(references.Find(target, schema.Path), schema.Without("$ref"));
        }

        return schema.Keywords.ContainsKey("allOf") && !schema.Keywords.ContainsKey("anyOf") && !schema.Keywords.ContainsKey("oneOf")
            ? schema.Children("allOf").Aggregate(schema.Without("allOf"), JsonSchemaMerger.Merge)
            : null;
    }

    /// <summary>Lists the schemas of which one must hold.</summary>
    /// <returns><see langword="null"/> where there are none.</returns>
    public IReadOnlyList<JsonSchemaNode>? Of(JsonSchemaNode schema)
    {
        string? keyword = schema.Keywords.ContainsKey("anyOf") ? "anyOf" : schema.Keywords.ContainsKey("oneOf") ? "oneOf" : null;
        if (keyword is null)
        {
            return null;
        }

        JsonSchemaNode rest = schema.Without(keyword);
        JsonSchemaNode[] alternatives = [.. schema.Children(keyword).Select(alternative => JsonSchemaMerger.Merge(rest, alternative))];
        for (int i = 0; keyword == "oneOf" && i < alternatives.Length; i++)
        {
            int steps = MostSteps;
            int other = Array.FindIndex(alternatives, i + 1, alternative => !AreDisjoint(alternatives[i], alternative, ref steps));
            if (other >= 0)
            {
                throw schema.NotSupported(string.Create(
                    System.Globalization.CultureInfo.InvariantCulture, $"'oneOf' whose alternatives {i} and {other} may both fit (use 'anyOf', or give them a constant that differs)"));
            }
        }

        return alternatives;
    }

    // Whether no value fits both; no, where that is not easily seen.
    private bool AreDisjoint(JsonSchemaNode one, JsonSchemaNode other, ref int steps)
    {
        if (steps-- <= 0)
        {
            return false;
        }

        if (Simplify(one) is JsonSchemaNode simplerOne)
        {
            return AreDisjoint(simplerOne, other, ref steps);
        }

        if (Simplify(other) is JsonSchemaNode simplerOther)
        {
            return AreDisjoint(one, simplerOther, ref steps);
        }

        if (HasAlternatives(one) || HasAlternatives(other))
        {
            (JsonSchemaNode parent, JsonSchemaNode second) = HasAlternatives(one) ? (one, other) : (other, one);
            string keyword = parent.Keywords.ContainsKey("anyOf") ? "anyOf" : "oneOf";
            foreach (JsonSchemaNode alternative in parent.Children(keyword))
            {
                if (!AreDisjoint(JsonSchemaMerger.Merge(parent.Without(keyword), alternative), second, ref steps))
                {
                    return false;
                }
            }

            return true;
        }

        string[] types = [.. JsonTypes.OfAll(one).Intersect(JsonTypes.OfAll(other))];
        return types.Length == 0
            || (one.Values is { } values && other.Values is { } others && !values.Select(JsonLiteral.Of).Intersect(others.Select(JsonLiteral.Of)).Any())
            || (types is ["object"] && DifferInProperty(one, other, ref steps));
    }

    private static bool HasAlternatives(JsonSchemaNode schema) => schema.Keywords.ContainsKey("anyOf") || schema.Keywords.ContainsKey("oneOf");

    // Whether a property that one of them needs cannot be what both want.
    private bool DifferInProperty(JsonSchemaNode one, JsonSchemaNode other, ref int steps)
    {
        foreach (string name in one.Required.Union(other.Required))
        {
            if (AreDisjoint(Property(one, name), Property(other, name), ref steps))
            {
                return true;
            }
        }

        return false;
    }

    private static JsonSchemaNode Property(JsonSchemaNode schema, string name)
    {
        foreach ((string key, JsonSchemaNode property) in schema.Properties)
        {
            if (key == name)
            {
                return property;
            }
        }

        return schema.Child("additionalProperties");
    }
}
