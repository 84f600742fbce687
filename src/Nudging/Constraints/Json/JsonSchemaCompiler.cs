using System.Text.Json;
using System.Text.Json.Nodes;
using Nudging.Constraints.Grammar;

namespace Nudging.Constraints.Json;

/// <summary>Makes a grammar of a JSON schema.</summary>
internal sealed class JsonSchemaCompiler
{
    private const int MostRules = 20_000;
    private const int MostDepth = 200;

    private readonly JsonSchemaAlternatives _alternatives;

    // One rule for all schemas of the same text: a schema that contains itself comes to an end.
    private readonly Dictionary<string, ReferenceRule> _rules = [];
    private readonly Queue<(ReferenceRule Rule, JsonSchemaNode Schema)> _waiting = [];

    private JsonSchemaCompiler(JsonNode? root) => _alternatives = new(new(root));

    /// <summary>Makes the grammar of the documents that fit a schema.</summary>
    /// <exception cref="NotSupportedException">The schema uses a keyword that is not supported.</exception>
    /// <exception cref="ArgumentException">The schema is malformed, or no document fits it.</exception>
    public static Rule Compile(JsonElement schema)
    {
        try
        {
            // What cannot be read is found now.
            JsonNode? root = JsonNode.Parse(schema.GetRawText());
            _ = JsonLiteral.Of(root);
            return new JsonSchemaCompiler(root).CompileRoot(new(root, "#"));
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

        bool isNews = true;
        while (isNews)
        {
            isNews = false;
            foreach (ReferenceRule reference in _rules.Values)
            {
                isNews |= reference.Learn();
            }
        }

        return rule.CanFinish ? rule : throw new ArgumentException("No document fits the JSON schema: what it requires cannot be, or has no end.");
    }

    // Rules that mean each other without reading anything between would never come to a character.
    private static void ThrowIfEndless(Rule rule, HashSet<Rule> known, int depth)
    {
        if (depth > MostDepth)
        {
            throw new ArgumentException($"The JSON schema refers to itself without end, or through more than {MostDepth} references in a row.");
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
            if (_rules.Count == MostRules)
            {
                throw new ArgumentException($"The JSON schema comes to more than {MostRules} parts; it must be simpler.");
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
        "string" => schema.Count("minLength") is var minimum && schema.Count("maxLength", int.MaxValue) is var maximum && minimum > maximum
            ? new ChoiceRule([])
            : new StateRule(JsonStringState.Start(minimum, maximum)),
        "integer" or "number" => schema.NumberRange(isWhole: type == "integer") is { IsEmpty: false } range
            ? new StateRule(new JsonNumberState(range))
            : new ChoiceRule([]),
        "boolean" => new ChoiceRule([new StateRule(LiteralState.Of("true")), new StateRule(LiteralState.Of("false"))]),
        _ => new StateRule(LiteralState.Of("null")),
    };

    private JsonObjectRule OfObject(JsonSchemaNode schema)
    {
        JsonSchemaNode others = schema.Child("additionalProperties");
        IReadOnlyList<string> required = schema.Required;
        IReadOnlyList<KeyValuePair<string, JsonSchemaNode>> named = schema.Properties;
        IEnumerable<string> unnamed = required.Except(named.Select(property => property.Key));
        return new(
            [
                .. named.Select(property => new JsonMember(property.Key, RuleOf(property.Value), required.Contains(property.Key))),
                .. unnamed.Select(name => new JsonMember(name, RuleOf(others), true)),
            ],
            RuleOf(others));
    }

    private JsonArrayRule OfArray(JsonSchemaNode schema) => new(
        [.. schema.Children("prefixItems").Select(RuleOf)], RuleOf(schema.Child("items")), schema.Count("minItems"), schema.Count("maxItems", int.MaxValue));
}
