namespace Nudging.Constraints.RegularExpressions;

/// <summary>Builds a deterministic automaton. The first state is the start.</summary>
/// <param name="classes">The classes of characters that the automaton tells apart.</param>
internal sealed class AutomatonBuilder(CharacterClasses classes)
{
    /// <summary>The maximum number of states of an automaton.</summary>
    public const int MaxStates = 20_000;

    // The memory of the table is limited, too.
    private const int MaxTransitions = 4_000_000;

    private readonly List<int> _next = [];
    private readonly List<bool> _accepts = [];

    /// <summary>Adds a state.</summary>
    /// <param name="accepts">Whether a text may end in the state.</param>
    /// <returns>The state.</returns>
    public int Add(bool accepts)
    {
        if (_accepts.Count == MaxStates || _next.Count + classes.Count > MaxTransitions)
        {
            throw RegularExpressionException.NotSupported($"an automaton of more than {MaxStates} states or {MaxTransitions} transitions");
        }

        _accepts.Add(accepts);
        _next.AddRange(Enumerable.Repeat(DeterministicAutomaton.None, classes.Count));
        return _accepts.Count - 1;
    }

    /// <summary>Adds a transition.</summary>
    public void Connect(int from, int reads, int to) => _next[(from * classes.Count) + reads] = to;

    /// <summary>Creates the automaton without the states from which no text can end.</summary>
    /// <returns>The automaton; <see langword="null"/> where no text leads to a state that can end.</returns>
    public DeterministicAutomaton? ToAutomaton()
    {
        List<int>[] before = [.. _accepts.Select(_ => new List<int>())];
        for (int i = 0; i < _next.Count; i++)
        {
            if (_next[i] != DeterministicAutomaton.None)
            {
                before[_next[i]].Add(i / classes.Count);
            }
        }

        bool[] isUseful = new bool[_accepts.Count];
        Stack<int> open = [];
        void Mark(int state)
        {
            if (!isUseful[state])
            {
                isUseful[state] = true;
                open.Push(state);
            }
        }

        for (int state = 0; state < _accepts.Count; state++)
        {
            if (_accepts[state])
            {
                Mark(state);
            }
        }

        while (open.TryPop(out int state))
        {
            before[state].ForEach(Mark);
        }

        if (!isUseful[0])
        {
            return null;
        }

        int count = 0;
        int[] renamed = [.. isUseful.Select(useful => useful ? count++ : DeterministicAutomaton.None)];
        int[] next = new int[count * classes.Count];
        bool[] accepts = new bool[count];
        for (int state = 0; state < renamed.Length; state++)
        {
            if (renamed[state] is >= 0 and int own)
            {
                accepts[own] = _accepts[state];
                for (int reads = 0; reads < classes.Count; reads++)
                {
                    int to = _next[(state * classes.Count) + reads];
                    next[(own * classes.Count) + reads] = to < 0 ? to : renamed[to];
                }
            }
        }

        return new(classes, next, accepts);
    }
}
