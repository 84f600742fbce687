using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nudging.Constraints.RegularExpressions;

namespace Nudging.Constraints.Json;

/// <summary>The keywords of an object that apply to keys: <c>patternProperties</c> and <c>propertyNames</c>.</summary>
internal sealed class JsonKeyPatterns
{
    private readonly JsonSchemaNode _schema;
    private readonly bool _hasNames;
    private readonly DeterministicAutomaton? _names;
    private readonly IReadOnlyList<JsonSchemaNode> _values;
    private readonly DeterministicAutomaton?[] _patterns;

    private JsonKeyPatterns(JsonSchemaNode schema, JsonSchemaAlternatives alternatives)
    {
        _schema = schema;
        _hasNames = schema.Keywords.ContainsKey("propertyNames");
        _names = _hasNames ? NamesOf(alternatives.Simplest(schema.Child("propertyNames"))) : null;
        IReadOnlyList<KeyValuePair<string, JsonSchemaNode>> patterns = schema.PatternProperties;
        _values = [.. patterns.Select(pattern => pattern.Value)];
        _patterns = [.. patterns.Select(pattern => JsonStrings.Compile(schema, pattern.Key))];
    }

    /// <summary>Reads the keywords of a schema.</summary>
    /// <returns>The keywords; <see langword="null"/> where the schema has neither keyword.</returns>
    public static JsonKeyPatterns? Of(JsonSchemaNode schema, JsonSchemaAlternatives alternatives) =>
        schema.Keywords.ContainsKey("patternProperties") || schema.Keywords.ContainsKey("propertyNames") ? new(schema, alternatives) : null;

    /// <summary>Gets the schema of a property from its own schema and the schemas of the patterns that the name matches.</summary>
    /// <param name="name">The name.</param>
    /// <param name="own">The property's own schema; <see langword="null"/> for none.</param>
    public JsonSchemaNode Restrict(string name, JsonSchemaNode? own)
    {
        if (_hasNames && _names?.Accepts(name) != true)
        {
            return new(JsonValue.Create(false), _schema.Path);
        }

        int[] matches = [.. Enumerable.Range(0, _patterns.Length).Where(i => _patterns[i]?.Accepts(name) == true)];
        return own is not null && matches.Length == 0 ? own : All(own, matches);
    }

    /// <summary>Divides the keys that the schema does not name into groups with one schema of the values each.</summary>
    /// <param name="isClosed">Whether a key matches a pattern.</param>
    public IEnumerable<(DeterministicAutomaton Keys, JsonSchemaNode Value)> Groups(bool isClosed)
    {
        if (_hasNames && _names is null)
        {
            return [];
        }

        try
        {
            return [.. JsonKeyAutomata.Divide(_names, _patterns).Where(group => !isClosed || group.Patterns.Count > 0).Select(group => (group.Keys, All(null, group.Patterns)))];
        }
        catch (RegularExpressionException e)
        {
            throw _schema.NotSupported($"'patternProperties' and 'propertyNames' which together have {e.Message},");
        }
    }

    private static string Escape(string text)
    {
        StringBuilder escaped = new();
        foreach (char unit in text)
        {
            _ = char.IsAscii(unit) && !char.IsAsciiLetterOrDigit(unit) ? escaped.Append(CultureInfo.InvariantCulture, $"\\x{(int)unit:x2}") : escaped.Append(unit);
        }

        return escaped.ToString();
    }

    private static DeterministicAutomaton? NamesOf(JsonSchemaNode names)
    {
        if (names.Keywords.ContainsKey("anyOf") || names.Keywords.ContainsKey("oneOf") || names.Keywords.ContainsKey("not"))
        {
            throw names.NotSupported("'anyOf', 'oneOf' or 'not' for names of properties");
        }

        try
        {
            if (names.Values is { } values)
            {
                IEnumerable<string> texts = values.Where(value => value?.GetValueKind() == JsonValueKind.String && JsonTypes.Admits(names, value)).Select(value => Escape(value!.GetValue<string>()));
                return texts.Any() ? DeterministicAutomaton.Of($"^(?:{string.Join('|', texts)})$", isPart: true) : null;
            }

            DeterministicAutomaton? automaton = names.Types?.Contains("string") == false ? null : JsonStrings.AutomatonOf(names);
            return names.Keywords.ContainsKey("maxLength")
                ? automaton?.Intersect(DeterministicAutomaton.Of(string.Create(CultureInfo.InvariantCulture, $@"^[\s\S]{{0,{names.Count("maxLength")}}}$"), isPart: true)!)
                : automaton;
        }
        catch (RegularExpressionException e)
        {
            throw names.NotSupported($"names of properties which have {e.Message},");
        }
    }

    private JsonSchemaNode All(JsonSchemaNode? own, IReadOnlyList<int> patterns)
    {
        own ??= patterns.Count == 0 ? _schema.Child("additionalProperties") : null;
        JsonNode?[] all = [.. own is null ? [] : (JsonNode?[])[own.ToJson()], .. patterns.Select(i => _values[i].ToJson())];
        return all.Length == 1 && own is not null ? own : new(new JsonObject { ["allOf"] = new JsonArray(all) }, _schema.Path);
    }
}
