using Nudging.Constraints.RegularExpressions;

namespace Nudging.Constraints.Json;

/// <summary>Automata of the keys of objects. The keys have no character that must be escaped, so that each key has one form.</summary>
internal static class JsonKeyAutomata
{
    // More groups of keys would make the automata large.
    private const int MaxGroups = 64;

    private static readonly Lazy<DeterministicAutomaton> Keys = new(() => DeterministicAutomaton.Of("^[^\"\\\\\\u0000-\\u001f]*$", isPart: true)!);

    /// <summary>Divides the keys into groups of keys that match the same patterns.</summary>
    /// <param name="names">The keys that are allowed; <see langword="null"/> for any.</param>
    /// <param name="patterns">The automata of the patterns; <see langword="null"/> for a pattern that no text matches.</param>
    /// <returns>The groups that have a key, each with the indices of its patterns.</returns>
    /// <exception cref="RegularExpressionException">There are too many groups, or an automaton is too large.</exception>
    public static IEnumerable<(DeterministicAutomaton Keys, IReadOnlyList<int> Patterns)> Divide(DeterministicAutomaton? names, IReadOnlyList<DeterministicAutomaton?> patterns)
    {
        List<(DeterministicAutomaton? Keys, IReadOnlyList<int> Patterns)> groups = [(names is null ? Keys.Value : Keys.Value.Intersect(names), [])];
        for (int i = 0; i < patterns.Count; i++)
        {
            if (patterns[i] is DeterministicAutomaton pattern)
            {
                groups = [.. groups.SelectMany(group => Split(group.Keys!, group.Patterns, pattern, i)).Where(group => group.Keys is not null)];
            }

            if (groups.Count > MaxGroups)
            {
                throw RegularExpressionException.NotSupported($"more than {MaxGroups} groups of keys");
            }
        }

        return groups.Where(group => group.Keys is not null)!;
    }

    private static IEnumerable<(DeterministicAutomaton? Keys, IReadOnlyList<int> Patterns)> Split(DeterministicAutomaton keys, IReadOnlyList<int> patterns, DeterministicAutomaton pattern, int index) =>
        [(keys.Intersect(pattern), [.. patterns, index]), (Except(keys, pattern), patterns)];

    // The texts that the first automaton accepts and the second one does not.
    private static DeterministicAutomaton? Except(DeterministicAutomaton one, DeterministicAutomaton other)
    {
        CharacterClasses classes = one.Classes.Refine(other.Classes, out (int One, int Other)[] pairs);
        AutomatonBuilder builder = new(classes);
        Dictionary<(int One, int Other), int> known = [];
        List<(int One, int Other)> states = [];
        StateOf((DeterministicAutomaton.Start, DeterministicAutomaton.Start));
        for (int from = 0; from < states.Count; from++)
        {
            (int first, int second) = states[from];
            for (int reads = 0; reads < classes.Count; reads++)
            {
                int next = one.NextByClass(first, pairs[reads].One);
                if (next != DeterministicAutomaton.None)
                {
                    builder.Connect(from, reads, StateOf((next, second == DeterministicAutomaton.None ? second : other.NextByClass(second, pairs[reads].Other))));
                }
            }
        }

        return builder.ToAutomaton();

        int StateOf((int One, int Other) pair)
        {
            if (!known.TryGetValue(pair, out int state))
            {
                known[pair] = state = builder.Add(one.Accepts(pair.One) && (pair.Other == DeterministicAutomaton.None || !other.Accepts(pair.Other)));
                states.Add(pair);
            }

            return state;
        }
    }
}
