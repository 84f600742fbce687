using System.Text.Json;
using System.Text.Json.Nodes;
using Nudging.Constraints.Grammar;

namespace Nudging.Constraints.Json;

/// <summary>Compiles a JSON schema to a grammar.</summary>
internal sealed class JsonSchemaCompiler
{
    private const int MaxRules = 20_000;
    private const int MaxDepth = 200;
    private const string Others = "additionalProperties";

    private readonly JsonSchemaAlternatives _alternatives;
    private readonly bool _isClosed;

    // Schemas with the same text share a rule, so that the compilation of a recursive schema ends.
    private readonly Dictionary<string, ReferenceRule> _rules = [];
    private readonly Queue<(ReferenceRule Rule, JsonSchemaNode Schema)> _waiting = [];

    private JsonSchemaCompiler(JsonNode? root, bool isClosed)
    {
        _alternatives = new(new(root));
        _isClosed = isClosed;
    }

    /// <summary>Compiles a schema to the grammar of the documents that fit it.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="isClosed">Whether an object has only the properties that its schema names, where the schema says nothing of other properties.</param>
    /// <exception cref="NotSupportedException">The schema uses a keyword that is not supported.</exception>
    /// <exception cref="ArgumentException">The schema is malformed, or no document fits it.</exception>
    public static Rule Compile(JsonElement schema, bool isClosed = false)
    {
        try
        {
            // Reads each string once, so that a lone surrogate is found here.
            JsonNode? root = JsonNode.Parse(schema.GetRawText());
            _ = JsonLiteral.Of(root);
            return new JsonSchemaCompiler(root, isClosed).CompileRoot(new(root, "#"));
        }
        catch (Exception e) when (e is InvalidOperationException or JsonException)
        {
            throw new ArgumentException($"The JSON schema is malformed: {e.Message}", nameof(schema), e);
        }
    }

    private ReferenceRule CompileRoot(JsonSchemaNode root)
    {
        ReferenceRule rule = RuleOf(root);
        while (_waiting.TryDequeue(out (ReferenceRule Rule, JsonSchemaNode Schema) next))
        {
            next.Rule.Target = Build(next.Schema);
        }

        HashSet<Rule> known = [];
        foreach (ReferenceRule reference in _rules.Values)
        {
            ThrowIfEndless(reference, known, 0);
        }

        bool changes = true;
        while (changes)
        {
            changes = false;
            foreach (ReferenceRule reference in _rules.Values)
            {
                changes |= reference.UpdateCanFinish();
            }
        }

        changes = true;
        while (changes)
        {
            changes = false;
            foreach (ReferenceRule reference in _rules.Values)
            {
                changes |= reference.UpdateShortest();
            }
        }

        return rule.CanFinish ? rule : throw new ArgumentException("No document fits the JSON schema: its requirements contradict each other, or lead to an infinite document.");
    }

    // Rules that refer to each other without a character between them would be entered without end.
    private static void ThrowIfEndless(Rule rule, HashSet<Rule> known, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new ArgumentException($"The JSON schema refers to itself without any value between, or through more than {MaxDepth} references in a row.");
        }

        if (!known.Contains(rule))
        {
            foreach (Rule direct in rule.Direct)
            {
                ThrowIfEndless(direct, known, depth + 1);
            }

            known.Add(rule);
        }
    }

    private ReferenceRule RuleOf(JsonSchemaNode schema)
    {
        string text = schema.Text;
        if (!_rules.TryGetValue(text, out ReferenceRule? rule))
        {
            if (_rules.Count == MaxRules)
            {
                throw new ArgumentException($"The JSON schema expands to more than {MaxRules} rules; simplify the schema.");
            }

            _rules[text] = rule = new();
            _waiting.Enqueue((rule, schema));
        }

        return rule;
    }

    private Rule Build(JsonSchemaNode schema)
    {
        if (_alternatives.Simplify(schema) is JsonSchemaNode simpler)
        {
            return RuleOf(simpler);
        }

        if (_alternatives.Of(schema) is IReadOnlyList<JsonSchemaNode> alternatives)
        {
            return new ChoiceRule([.. alternatives.Select(RuleOf)]);
        }

        return schema.Values is IReadOnlyList<JsonNode?> values
            ? new ChoiceRule([.. values.Where(value => JsonTypes.Admits(schema, value)).Select(JsonLiteral.Of).Distinct().Select(value => new StateRule(LiteralState.Of(value)))])
            : new ChoiceRule([.. JsonTypes.Of(schema).Select(type => OfType(schema, type))]);
    }

    private Rule OfType(JsonSchemaNode schema, string type) => type switch
    {
        "object" => OfObject(schema),
        "array" => OfArray(schema),
        "string" => OfString(schema),
        "integer" or "number" => schema.NumberRange(isWhole: type == "integer") is { IsEmpty: false } range
            ? new StateRule(new JsonNumberState(range))
            : new ChoiceRule([]),
        "boolean" => new ChoiceRule([new StateRule(LiteralState.Of("true")), new StateRule(LiteralState.Of("false"))]),
        _ => new StateRule(LiteralState.Of("null")),
    };

    private static Rule OfString(JsonSchemaNode schema)
    {
        TextConstraintState? start = schema.StringStart;
        if (start is not null && JsonSchemaExclusions.IsList(schema))
        {
            start = JsonExcludedStringState.Start(start, JsonSchemaExclusions.Of(schema).Select(value => value!.GetValue<string>()));
        }

        return start is null ? new ChoiceRule([]) : new StateRule(start);
    }

    private JsonObjectRule OfObject(JsonSchemaNode schema)
    {
        IReadOnlyList<string> required = schema.Required;
        IReadOnlyList<KeyValuePair<string, JsonSchemaNode>> named = schema.Properties;
        IEnumerable<string> unnamed = required.Except(named.Select(property => property.Key));
        Rule others = RuleOf(schema.Child(Others));
        JsonKeyPatterns? patterns = JsonKeyPatterns.Of(schema, _alternatives);
        bool isClosed = _isClosed && named.Count + schema.PatternProperties.Count > 0 && !schema.Keywords.ContainsKey(Others) && schema.Count("minProperties") <= named.Count;
        IEnumerable<JsonMember> members =
        [
            .. named.Select(property => new JsonMember(property.Key, RuleOf(patterns?.Restrict(property.Key, property.Value) ?? property.Value), required.Contains(property.Key))),
            .. unnamed.Select(name => new JsonMember(name, patterns is null ? others : RuleOf(patterns.Restrict(name, null)), true)),
        ];
        return new(
            [.. members],
            isClosed || patterns is not null ? new ChoiceRule([]) : others,
            patterns is null ? [] : [.. patterns.Groups(isClosed).Select(group => new JsonKeyGroup(group.Keys, RuleOf(group.Value)))],
            schema.Count("minProperties"),
            schema.Count("maxProperties", int.MaxValue));
    }

    private Rule OfArray(JsonSchemaNode schema)
    {
        int minimum = schema.Count("minItems");
        int maximum = schema.Count("maxItems", int.MaxValue);
        return maximum > 1 && schema.IsTrue("uniqueItems")
            ? new JsonUniqueArrayRule(DistinctItems(schema), minimum, maximum)
            : new JsonArrayRule([.. schema.Children("prefixItems").Select(RuleOf)], RuleOf(schema.Child("items")), minimum, maximum);
    }

    private IReadOnlyList<string> DistinctItems(JsonSchemaNode schema)
    {
        JsonSchemaNode items = _alternatives.Simplest(schema.Child("items"));
        items = JsonSchemaExclusions.Split(items) is [JsonSchemaNode single] ? single : items;
        return !schema.Keywords.ContainsKey("prefixItems") && items.Values is { } values
            ? [.. values.Where(value => JsonTypes.Admits(items, value)).DistinctBy(JsonLiteral.Normalized).Select(JsonLiteral.Of)]
            : throw schema.NotSupported("'uniqueItems' without 'items' that lists its values");
    }
}
