namespace Nudging.Constraints.RegularExpressions;

/// <summary>The nondeterministic automaton of a regular expression (Thompson's construction).</summary>
internal sealed class NondeterministicAutomaton
{
    /// <summary>The state in which the expression has matched.</summary>
    public const int Match = 0;

    private const int MaxStates = 20_000;

    private readonly List<State> _states = [new(StateKind.Match, -1)];
    private int _builds;

    private NondeterministicAutomaton()
    {
    }

    /// <summary>The kinds of states.</summary>
    public enum StateKind
    {
        /// <summary>The expression has matched.</summary>
        Match,

        /// <summary>Reads one character of a set.</summary>
        Character,

        /// <summary>Goes on in either of two states.</summary>
        Split,

        /// <summary>Goes on at the start of the text.</summary>
        AtStart,

        /// <summary>Goes on at the end of the text.</summary>
        AtEnd,
    }

    /// <summary>Gets the states.</summary>
    public IReadOnlyList<State> States => _states;

    /// <summary>Gets the state before the text.</summary>
    public int Start { get; private set; }

    /// <summary>Gets a value indicating whether any text may follow a match.</summary>
    public bool IsOpenEnded { get; private set; }

    /// <summary>Creates the automaton of an expression.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="isPart">Whether the expression need match only a part of the text.</param>
    public static NondeterministicAutomaton Of(RegularExpressionNode expression, bool isPart)
    {
        var automaton = new NondeterministicAutomaton { IsOpenEnded = isPart };
        int start = automaton.Build(expression, Match);
        if (isPart)
        {
            int any = automaton.Add(new(StateKind.Character, -1, Set: CharacterSet.All));
            start = automaton.Add(new(StateKind.Split, start, any));
            automaton._states[any] = automaton._states[any] with { Next = start };
        }

        automaton.Start = start;
        return automaton;
    }

    private int Add(State state)
    {
        _states.Add(state);
        return _states.Count - 1;
    }

    // Returns the state from which a text of the expression leads to a given state.
    private int Build(RegularExpressionNode expression, int next)
    {
        if (++_builds > MaxStates)
        {
            throw RegularExpressionException.NotSupported($"more than {MaxStates} parts after the expansion of its quantifiers");
        }

        switch (expression)
        {
            case CharacterNode character:
                return Add(new(StateKind.Character, next, Set: character.Set));
            case AnchorNode anchor:
                return Add(new(anchor.IsStart ? StateKind.AtStart : StateKind.AtEnd, next));
            case SequenceNode sequence:
                return sequence.Parts.Reverse().Aggregate(next, (after, part) => Build(part, after));
            case AlternationNode alternation:
                return alternation.Alternatives.Select(alternative => Build(alternative, next)).Reverse().ToArray()
                    .Aggregate((others, alternative) => Add(new(StateKind.Split, alternative, others)));
            case RepetitionNode { Maximum: int.MaxValue } repetition:
                int loop = Add(new(StateKind.Split, -1, next));
                _states[loop] = _states[loop] with { Next = Build(repetition.Item, loop) };
                return Repeat(repetition.Item, repetition.Minimum, loop, isOptional: false);
            case RepetitionNode repetition:
                int optional = Repeat(repetition.Item, repetition.Maximum - repetition.Minimum, next, isOptional: true);
                return Repeat(repetition.Item, repetition.Minimum, optional, isOptional: false);
            default:
                throw new InvalidOperationException($"{expression} is not a kind of expression.");
        }
    }

    private int Repeat(RegularExpressionNode item, int count, int next, bool isOptional)
    {
        int start = next;
        for (int i = 0; i < count; i++)
        {
            start = Build(item, start);
            start = isOptional ? Add(new(StateKind.Split, start, next)) : start;
        }

        return start;
    }

    /// <summary>A state.</summary>
    /// <param name="Kind">The kind of the state.</param>
    /// <param name="Next">The next state.</param>
    /// <param name="Other">The other next state of a split.</param>
    /// <param name="Set">The characters that the state reads.</param>
    public sealed record State(StateKind Kind, int Next, int Other = -1, CharacterSet? Set = null);
}
