namespace Nudging.Constraints.RegularExpressions;

/// <summary>A deterministic finite automaton over characters. Each state is reachable, and from each state some text leads to a state that accepts.</summary>
internal sealed class DeterministicAutomaton
{
    /// <summary>The state before the text.</summary>
    public const int Start = 0;

    /// <summary>The absence of a state: the character is not allowed.</summary>
    public const int None = -1;

    // The next states, by state and class.
    private readonly int[] _next;
    private readonly bool[] _accepts;
    private readonly bool[] _continues;
    private int[]? _lengthsToEnd;
    private int? _longestLength;

    /// <summary>Initializes a new instance of the <see cref="DeterministicAutomaton"/> class.</summary>
    /// <param name="classes">The classes of characters that the automaton tells apart.</param>
    /// <param name="next">The next states, by state and class.</param>
    /// <param name="accepts">By state, whether a text may end.</param>
    public DeterministicAutomaton(CharacterClasses classes, int[] next, bool[] accepts)
    {
        Classes = classes;
        _next = next;
        _accepts = accepts;
        _continues = new bool[accepts.Length];
        for (int i = 0; i < next.Length; i++)
        {
            _continues[i / classes.Count] |= next[i] != None;
        }
    }

    /// <summary>Gets the classes of characters that the automaton tells apart.</summary>
    public CharacterClasses Classes { get; }

    /// <summary>Gets the number of characters of the longest text; <see cref="int.MaxValue"/> where texts may be of any length.</summary>
    public int LongestLength => _longestLength ??= FindLongestLength();

    /// <summary>Gets, by state, the number of characters of the shortest text to the end.</summary>
    public IReadOnlyList<int> LengthsToEnd => _lengthsToEnd ??= FindLengthsToEnd();

    /// <summary>Gets the number of states.</summary>
    public int Count => _accepts.Length;

    /// <summary>Compiles a regular expression.</summary>
    /// <param name="pattern">The expression.</param>
    /// <param name="isPart">Whether the expression need match only a part of the text.</param>
    /// <returns>The automaton; <see langword="null"/> where no text matches.</returns>
    /// <exception cref="RegularExpressionException">The expression is malformed, not supported, or needs too many states.</exception>
    public static DeterministicAutomaton? Of(string pattern, bool isPart) =>
        SubsetConstruction.Determinize(NondeterministicAutomaton.Of(RegularExpressionParser.Parse(pattern), isPart));

    /// <summary>Tells whether a text may end in a state.</summary>
    public bool Accepts(int state) => _accepts[state];

    /// <summary>Tells whether a character may follow in a state.</summary>
    public bool CanContinue(int state) => _continues[state];

    /// <summary>Tells whether the automaton accepts a text.</summary>
    public bool Accepts(string text)
    {
        int state = Start;
        for (int i = 0; i < text.Length && state != None; i++)
        {
            bool isPair = i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]);
            state = Next(state, isPair ? char.ConvertToUtf32(text[i], text[++i]) : text[i]);
        }

        return state != None && Accepts(state);
    }

    /// <summary>Gets the state after a character; <see cref="None"/> where the character is not allowed.</summary>
    public int Next(int state, int codePoint) => NextByClass(state, Classes.Of(codePoint));

    /// <summary>Gets the state after a character of a class; <see cref="None"/> where the character is not allowed.</summary>
    public int NextByClass(int state, int reads) => reads < 0 ? None : _next[(state * Classes.Count) + reads];

    /// <summary>Creates the automaton of the texts that two automata accept.</summary>
    /// <returns>The automaton; <see langword="null"/> where no text is accepted by both.</returns>
    public DeterministicAutomaton? Intersect(DeterministicAutomaton other)
    {
        CharacterClasses classes = Classes.Refine(other.Classes, out (int One, int Other)[] pairs);
        return Product(
            classes,
            (Start, Start),
            state => Accepts(state.One) && other.Accepts(state.Other),
            (state, reads) => (NextByClass(state.One, pairs[reads].One), other.NextByClass(state.Other, pairs[reads].Other)));
    }

    /// <summary>Creates the automaton of the accepted texts with a minimum length.</summary>
    /// <param name="minimum">The minimum number of characters.</param>
    /// <returns>The automaton; <see langword="null"/> where no accepted text is so long.</returns>
    public DeterministicAutomaton? WithMinimumLength(int minimum) => minimum <= LengthsToEnd[Start]
        ? this
        : Product(
            Classes,
            (Start, 0),
            state => Accepts(state.One) && state.Other == minimum,
            (state, reads) => (NextByClass(state.One, reads), Math.Min(minimum, state.Other + 1)));

    private static DeterministicAutomaton? Product(
        CharacterClasses classes, (int One, int Other) start, Func<(int One, int Other), bool> accepts, Func<(int One, int Other), int, (int One, int Other)> next)
    {
        var builder = new AutomatonBuilder(classes);
        Dictionary<(int One, int Other), int> known = new() { [start] = builder.Add(accepts(start)) };
        List<(int One, int Other)> states = [start];
        for (int from = 0; from < states.Count; from++)
        {
            for (int reads = 0; reads < classes.Count; reads++)
            {
                (int One, int Other) state = next(states[from], reads);
                if (state.One == None || state.Other == None)
                {
                    continue;
                }

                if (!known.TryGetValue(state, out int to))
                {
                    known[state] = to = builder.Add(accepts(state));
                    states.Add(state);
                }

                builder.Connect(from, reads, to);
            }
        }

        return builder.ToAutomaton();
    }

    // A search from the states that accept backwards.
    private int[] FindLengthsToEnd()
    {
        List<int>[] before = [.. Enumerable.Range(0, Count).Select(_ => new List<int>())];
        int[] lengths = new int[Count];
        Queue<int> open = [];
        for (int i = 0; i < _next.Length; i++)
        {
            if (_next[i] != None)
            {
                before[_next[i]].Add(i / Classes.Count);
            }
        }

        for (int state = 0; state < Count; state++)
        {
            lengths[state] = Accepts(state) ? 0 : int.MaxValue;
            if (Accepts(state))
            {
                open.Enqueue(state);
            }
        }

        while (open.TryDequeue(out int state))
        {
            foreach (int from in before[state])
            {
                if (lengths[from] == int.MaxValue)
                {
                    lengths[from] = lengths[state] + 1;
                    open.Enqueue(from);
                }
            }
        }

        return lengths;
    }

    // The number of characters of the longest text; int.MaxValue where texts may be of any length.
    private int FindLongestLength()
    {
        int[] waiting = new int[Count];
        foreach (int to in _next.Where(to => to != None))
        {
            waiting[to]++;
        }

        // Each state is read after all states before the state, unless the automaton has a cycle.
        int[] lengths = new int[Count];
        Queue<int> open = new(waiting[Start] == 0 ? [Start] : []);
        int read = 0;
        while (open.TryDequeue(out int state))
        {
            read++;
            foreach (int to in _next.AsSpan(state * Classes.Count, Classes.Count))
            {
                if (to != None)
                {
                    lengths[to] = Math.Max(lengths[to], lengths[state] + 1);
                    if (--waiting[to] == 0)
                    {
                        open.Enqueue(to);
                    }
                }
            }
        }

        return read == Count ? lengths.Max() : int.MaxValue;
    }
}
