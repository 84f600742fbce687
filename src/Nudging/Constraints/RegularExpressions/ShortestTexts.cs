namespace Nudging.Constraints.RegularExpressions;

/// <summary>The shortest texts, in bytes, from each state of an automaton to the end.</summary>
internal sealed class ShortestTexts
{
    // Preferred where several characters are equally short.
    private static readonly int[] Preferred = [.. "aA0 -.,:_/".Select(character => (int)character), .. Enumerable.Range(0x20, 0x5F), 'é', '漢', 0x1F600];

    private readonly EncodedAutomaton _automaton;

    // By class, the character that is written, as bytes.
    private readonly byte[][] _bytes;
    private readonly int[] _distances;

    // By state, the number of characters of the shortest text in bytes.
    private readonly int[] _lengths;

    /// <summary>Initializes a new instance of the <see cref="ShortestTexts"/> class.</summary>
    public ShortestTexts(EncodedAutomaton automaton)
    {
        _automaton = automaton;
        DeterministicAutomaton characters = automaton.Characters;
        _bytes = new byte[characters.Classes.Count][];
        IEnumerable<int> first = Enumerable.Range(0, characters.Classes.IntervalCount).Select(interval => characters.Classes.Interval(interval).First);
        foreach (int character in Preferred.Concat(first))
        {
            int reads = characters.Classes.Of(character);
            if (reads != CharacterClasses.None && Write(character) is byte[] bytes && (_bytes[reads] is null || bytes.Length < _bytes[reads].Length))
            {
                _bytes[reads] = bytes;
            }
        }

        (_distances, _lengths) = FindDistances();
    }

    /// <summary>Gets the number of bytes of the text from a state to the end, without a closing quotation mark.</summary>
    public int Distance(int state, int count) => _lengths[state] <= _automaton.Left(count) ? _distances[state] : Characters(state, count).Sum(reads => _bytes[reads].Length);

    /// <summary>Finds a character of a range after which the shortest text to the end follows; <see langword="null"/> where no character of the range is allowed.</summary>
    public int? Nearest(int from, int count, int first, int last)
    {
        DeterministicAutomaton characters = _automaton.Characters;
        (int? Character, int Distance) nearest = (null, int.MaxValue);
        for (int i = characters.Classes.IntervalOf(first); i < characters.Classes.IntervalCount && characters.Classes.Interval(i) is var (start, _, reads) && start <= last; i++)
        {
            int next = characters.NextByClass(from, reads);
            if (_automaton.IsAllowed(next, count + 1) && Distance(next, count + 1) is int distance && distance < nearest.Distance)
            {
                nearest = (Math.Max(start, first), distance);
            }
        }

        return nearest.Character;
    }

    /// <summary>Writes the shortest text from a state to the end. Where the text with the fewest bytes has too many characters, the text has the fewest characters.</summary>
    public byte[] From(int state, int count)
    {
        IEnumerable<byte> text = Characters(state, count).SelectMany(reads => _bytes[reads]);
        return [.. _automaton.IsJson ? text.Append((byte)'"') : text];
    }

    // The classes of the characters of the shortest text.
    private IEnumerable<int> Characters(int state, int count)
    {
        DeterministicAutomaton characters = _automaton.Characters;
        bool isShort = _lengths[state] <= _automaton.Left(count);
        while (isShort ? _distances[state] > 0 : characters.LengthsToEnd[state] > 0)
        {
            int best = Enumerable.Range(0, _bytes.Length).Where(reads => characters.NextByClass(state, reads) is >= 0 and int next && (isShort
                ? _bytes[reads].Length + _distances[next] == _distances[state] && _lengths[next] + 1 == _lengths[state]
                : characters.LengthsToEnd[next] + 1 == characters.LengthsToEnd[state])).MinBy(reads => _bytes[reads].Length);
            yield return best;
            state = characters.NextByClass(state, best);
        }
    }

    private byte[] Write(int character)
    {
        string text = char.ConvertFromUtf32(character);
        return System.Text.Encoding.UTF8.GetBytes(!_automaton.IsJson ? text
            : character switch
            {
                '\b' => "\\b",
                '\f' => "\\f",
                _ => Json.JsonLiteral.OfString(text)[1..^1],
            });
    }

    // The algorithm of Dijkstra, from the states that accept backwards.
    private (int[] Distances, int[] Lengths) FindDistances()
    {
        DeterministicAutomaton characters = _automaton.Characters;
        List<(int From, int Length)>[] before = [.. Enumerable.Range(0, characters.Count).Select(_ => new List<(int, int)>())];
        int[] distances = new int[characters.Count];
        int[] lengths = new int[characters.Count];
        Array.Fill(distances, int.MaxValue);
        PriorityQueue<int, int> open = new();
        for (int state = 0; state < characters.Count; state++)
        {
            for (int reads = 0; reads < _bytes.Length; reads++)
            {
                if (characters.NextByClass(state, reads) is >= 0 and int next)
                {
                    before[next].Add((state, _bytes[reads].Length));
                }
            }

            if (characters.Accepts(state))
            {
                distances[state] = 0;
                open.Enqueue(state, 0);
            }
        }

        while (open.TryDequeue(out int state, out int distance))
        {
            if (distance > distances[state])
            {
                continue;
            }

            foreach ((int from, int length) in before[state])
            {
                if (distance + length < distances[from])
                {
                    distances[from] = distance + length;
                    lengths[from] = lengths[state] + 1;
                    open.Enqueue(from, distances[from]);
                }
            }
        }

        return (distances, lengths);
    }
}
