using Nudging.Constraints.RegularExpressions;

namespace Nudging.Constraints.Json;

/// <summary>Compiles the keywords of strings: <c>minLength</c>, <c>maxLength</c>, <c>pattern</c> and <c>format</c>.</summary>
internal static class JsonStrings
{
    /// <summary>Compiles the keywords of a schema.</summary>
    /// <param name="schema">The schema.</param>
    /// <returns>The state before a string that fits; <see langword="null"/> where no string fits.</returns>
    public static TextConstraintState? StartOf(JsonSchemaNode schema)
    {
        int minimum = schema.Count("minLength");
        int maximum = schema.Count("maxLength", int.MaxValue);
        IReadOnlyList<string> patterns = schema.Texts("pattern");
        IReadOnlyList<string> formats = schema.Texts("format");
        if (minimum > maximum)
        {
            return null;
        }

        if (patterns.Count + formats.Count == 0)
        {
            return JsonStringState.Start(minimum, maximum);
        }

        return AutomatonOf(schema) is DeterministicAutomaton automaton ? EncodedAutomaton.StartOfJsonString(automaton, maximum) : null;
    }

    /// <summary>Compiles the keywords of a schema to an automaton.</summary>
    /// <param name="schema">The schema.</param>
    /// <returns>The automaton of the strings that fit except for <c>maxLength</c>; <see langword="null"/> where no string fits.</returns>
    public static DeterministicAutomaton? AutomatonOf(JsonSchemaNode schema)
    {
        int minimum = schema.Count("minLength");
        IReadOnlyList<string> patterns = schema.Texts("pattern");
        IReadOnlyList<string> formats = schema.Texts("format");
        try
        {
            DeterministicAutomaton?[] automata = [.. formats.Select(JsonFormats.AutomatonOf), .. patterns.Select(pattern => Compile(schema, pattern))];
            automata = automata.Length == 0 ? [DeterministicAutomaton.Of("", isPart: true)] : automata;
            return automata.Aggregate((one, other) => other is null ? null : one?.Intersect(other))?.WithMinimumLength(minimum);
        }
        catch (RegularExpressionException e)
        {
            string texts = string.Join(", ", patterns.Concat(formats).Select(text => $"'{text}'"));
            throw schema.NotSupported($"{texts} with this minimum length, which together have {e.Message},");
        }
    }

    /// <summary>Compiles a pattern.</summary>
    /// <param name="schema">The schema of the pattern, for messages.</param>
    /// <param name="pattern">The pattern.</param>
    /// <returns>The automaton of the texts that match; <see langword="null"/> where no text matches.</returns>
    public static DeterministicAutomaton? Compile(JsonSchemaNode schema, string pattern)
    {
        try
        {
            return DeterministicAutomaton.Of(JsonFormats.Narrow(pattern), isPart: true);
        }
        catch (RegularExpressionException e)
        {
            throw e.IsMalformed
                ? schema.Malformed($"has the 'pattern' '{pattern}', which {e.Message}")
                : schema.NotSupported($"'pattern' with {e.Message} ('{pattern}')");
        }
    }
}
