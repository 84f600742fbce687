using Nudging.Constraints.Grammar;
using Nudging.Constraints.RegularExpressions;

namespace Nudging.Constraints.Json;

/// <summary>Members of an object whose keys match the same patterns.</summary>
internal sealed class JsonKeyGroup
{
    private readonly TextConstraintState _start;
    private readonly Lazy<bool> _isInfinite;

    /// <summary>Initializes a new instance of the <see cref="JsonKeyGroup"/> class.</summary>
    /// <param name="keys">The automaton of the keys.</param>
    /// <param name="value">The rule of the values.</param>
    public JsonKeyGroup(DeterministicAutomaton keys, Rule value)
    {
        Value = value;
        _start = EncodedAutomaton.StartOfJsonString(keys)!;

        // An automaton accepts a text that is as long as the number of its states only where the automaton accepts any number of texts.
        _isInfinite = new(() => keys.WithMinimumLength(keys.Count) is not null);
    }

    /// <summary>Gets the rule of the values.</summary>
    public Rule Value { get; }

    /// <summary>Gets a value indicating whether the number of keys is not limited.</summary>
    public bool IsInfinite => _isInfinite.Value;

    /// <summary>Gets the state before a key that differs from other keys; <see langword="null"/> where no such key is left.</summary>
    /// <param name="taken">The other keys.</param>
    public TextConstraintState? Start(IEnumerable<string> taken) => JsonExcludedStringState.Start(_start, taken);
}
