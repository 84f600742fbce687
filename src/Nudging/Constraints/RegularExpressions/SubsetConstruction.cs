using StateKind = Nudging.Constraints.RegularExpressions.NondeterministicAutomaton.StateKind;

namespace Nudging.Constraints.RegularExpressions;

/// <summary>Makes a nondeterministic automaton deterministic: each state stands for a set of states.</summary>
internal sealed class SubsetConstruction
{
    private const int MaxSteps = 20_000_000;

    private readonly NondeterministicAutomaton _automaton;
    private readonly CharacterClasses _classes;
    private readonly int[][] _classesOf;
    private readonly int[] _seen;
    private readonly Stack<int> _open = [];
    private int _round;
    private int _steps;

    private SubsetConstruction(NondeterministicAutomaton automaton)
    {
        _automaton = automaton;
        _seen = new int[automaton.States.Count];
        CharacterSet[] sets = [.. automaton.States.Select(state => state.Set).OfType<CharacterSet>().Distinct()];
        _classes = CharacterClasses.Of(sets);
        Dictionary<CharacterSet, int[]> known = sets.ToDictionary(set => set, _classes.In);
        _classesOf = [.. automaton.States.Select(state => state.Set is null ? [] : known[state.Set])];
    }

    /// <summary>Creates the deterministic automaton.</summary>
    /// <returns>The automaton; <see langword="null"/> where no text matches.</returns>
    public static DeterministicAutomaton? Determinize(NondeterministicAutomaton automaton) => new SubsetConstruction(automaton).Run();

    private DeterministicAutomaton? Run()
    {
        // The start is not in the dictionary: the same set after a character is a different state, because ^ does not match there.
        var known = new Dictionary<int[], int>(new SetComparer());
        List<int[]> sets = [Close([_automaton.Start], isStart: true, isEnd: false)];
        var builder = new AutomatonBuilder(_classes);
        builder.Add(Accepts(sets[0], isStart: true));
        List<int>[] targets = [.. Enumerable.Range(0, _classes.Count).Select(_ => new List<int>())];
        for (int from = 0; from < sets.Count; from++)
        {
            foreach (int state in sets[from])
            {
                bool isMatched = state == NondeterministicAutomaton.Match && _automaton.IsOpenEnded;
                for (int i = 0; isMatched && i < targets.Length; i++)
                {
                    targets[i].Add(state);
                }

                foreach (int reads in _classesOf[state])
                {
                    targets[reads].Add(_automaton.States[state].Next);
                }

                Count(1 + _classesOf[state].Length);
            }

            for (int reads = 0; reads < targets.Length; reads++)
            {
                if (targets[reads].Count == 0)
                {
                    continue;
                }

                int[] set = Close(targets[reads], isStart: false, isEnd: false);
                targets[reads].Clear();
                if (set.Length == 0)
                {
                    continue;
                }

                if (!known.TryGetValue(set, out int to))
                {
                    known[set] = to = builder.Add(Accepts(set, isStart: false));
                    sets.Add(set);
                }

                builder.Connect(from, reads, to);
            }
        }

        return builder.ToAutomaton();
    }

    // The set of the states in which the automaton waits for a character or for the end.
    private int[] Close(IReadOnlyList<int> states, bool isStart, bool isEnd)
    {
        _round++;
        List<int> closed = [];
        for (int i = states.Count - 1; i >= 0; i--)
        {
            _open.Push(states[i]);
        }

        while (_open.TryPop(out int state))
        {
            if (_seen[state] == _round)
            {
                continue;
            }

            Count(1);
            _seen[state] = _round;
            (StateKind kind, int next, int other, _) = _automaton.States[state];
            if (kind == StateKind.Split)
            {
                _open.Push(other);
                _open.Push(next);
            }
            else if ((kind == StateKind.AtStart && isStart) || (kind == StateKind.AtEnd && isEnd))
            {
                _open.Push(next);
            }
            else if (kind != StateKind.AtStart)
            {
                closed.Add(state);
            }
        }

        // Where any text may follow a match, nothing else matters after the match.
        if (_automaton.IsOpenEnded && closed.Contains(NondeterministicAutomaton.Match))
        {
            return [NondeterministicAutomaton.Match];
        }

        closed.Sort();
        return [.. closed];
    }

    private bool Accepts(int[] set, bool isStart) => Close(set, isStart, isEnd: true).Contains(NondeterministicAutomaton.Match);

    private void Count(int steps)
    {
        _steps += steps;
        if (_steps > MaxSteps)
        {
            throw RegularExpressionException.NotSupported("an automaton that takes too many steps to construct");
        }
    }

    private sealed class SetComparer : IEqualityComparer<int[]>
    {
        public bool Equals(int[]? x, int[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(int[] obj)
        {
            var hash = default(HashCode);
            foreach (int state in obj)
            {
                hash.Add(state);
            }

            return hash.ToHashCode();
        }
    }
}
