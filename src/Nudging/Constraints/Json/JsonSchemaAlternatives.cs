namespace Nudging.Constraints.Json;

/// <summary>Resolves the keywords of a schema that combine other schemas: conditions, <c>$ref</c>, <c>allOf</c>, <c>anyOf</c> and <c>oneOf</c>.</summary>
/// <param name="references">Resolves references.</param>
internal sealed class JsonSchemaAlternatives(JsonSchemaReferences references)
{
    // The maximum number of schemas that are compared to find whether two alternatives are disjoint.
    private const int MaxSteps = 40;

    // The maximum number of levels of properties that are searched for a contradiction.
    private const int MaxLevels = 2;

    private readonly JsonSchemaConditions _conditions = new(references);

    /// <summary>Rewrites the conditional keywords of a schema, or merges the schema with its reference or with the schemas of <c>allOf</c>.</summary>
    /// <param name="schema">The schema.</param>
    /// <returns>The schema without the keyword; <see langword="null"/> where the schema has none of these keywords.</returns>
    public JsonSchemaNode? Simplify(JsonSchemaNode schema)
    {
        if (_conditions.Rewrite(schema) is JsonSchemaNode rewritten)
        {
            return rewritten;
        }

        if (schema.Keywords.ContainsKey("$ref"))
        {
            return Merged(references.Find(schema.Reference, schema.Path), schema.Without("$ref"));
        }

        return schema.Keywords.ContainsKey("allOf") && !HasAlternatives(schema) ? schema.Children("allOf").Aggregate(schema.Without("allOf"), Merged) : null;
    }

    /// <summary>Lists the alternatives of a schema, each merged with the rest of the schema.</summary>
    /// <param name="schema">The schema.</param>
    /// <returns>The alternatives; <see langword="null"/> where the schema has neither <c>anyOf</c> nor <c>oneOf</c>, and excludes no values of different types.</returns>
    public IReadOnlyList<JsonSchemaNode>? Of(JsonSchemaNode schema)
    {
        string? keyword = schema.Keywords.ContainsKey("anyOf") ? "anyOf" : schema.Keywords.ContainsKey("oneOf") ? "oneOf" : null;
        if (keyword is null)
        {
            return JsonSchemaExclusions.Split(schema);
        }

        JsonSchemaNode rest = schema.Without(keyword);
        JsonSchemaNode[] alternatives = [.. schema.Children(keyword).Select(alternative => Merged(rest, alternative))];
        for (int i = 0; keyword == "oneOf" && i < alternatives.Length; i++)
        {
            int steps = MaxSteps;
            int other = Array.FindIndex(alternatives, i + 1, alternative => !AreDisjoint(alternatives[i], alternative, ref steps));
            if (other >= 0)
            {
                throw schema.NotSupported(string.Create(
                    System.Globalization.CultureInfo.InvariantCulture, $"'oneOf' whose alternatives {i} and {other} may both fit one value (use 'anyOf', or give the alternatives different constants)"));
            }
        }

        return [.. alternatives.Select(Simplest).Where(alternative => !IsContradiction(alternative, MaxLevels))];
    }

    /// <summary>Applies <see cref="Simplify"/> as often as possible.</summary>
    public JsonSchemaNode Simplest(JsonSchemaNode schema)
    {
        for (int i = 0; i < MaxSteps && Simplify(schema) is JsonSchemaNode simpler; i++)
        {
            schema = simpler;
        }

        return schema;
    }

    private JsonSchemaNode Merged(JsonSchemaNode one, JsonSchemaNode other) =>
        JsonSchemaMerger.Merge(_conditions.Rewrite(one) ?? one, _conditions.Rewrite(other) ?? other);

    // Whether no value fits a schema, as far as this is visible: the alternatives of several conditions would grow exponentially.
    private bool IsContradiction(JsonSchemaNode schema, int levels)
    {
        schema = Simplest(schema);
        return schema.Types is { Count: 0 }
            || (schema.Values is { } values && !values.Any(value => !JsonSchemaExclusions.Excludes(schema, value)))
            || (levels > 0 && JsonTypes.Of(schema) is ["object"] && schema.Required.Any(name => IsContradiction(Property(schema, name), levels - 1)));
    }

    // Whether no value fits both schemas; false where the steps do not suffice to prove this.
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
                if (!AreDisjoint(Merged(parent.Without(keyword), alternative), second, ref steps))
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

    // Whether there is a property that one schema requires and for which no value fits both schemas.
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

    // A name that the schema does not list may match a pattern.
    private static JsonSchemaNode Property(JsonSchemaNode schema, string name) =>
        schema.Property(name) ?? schema.Child(schema.Keywords.ContainsKey("patternProperties") ? "" : "additionalProperties");
}
