namespace Nudging.Constraints.RegularExpressions;

/// <summary>A partition of the code points into classes. An automaton treats all characters of a class alike. Surrogates have no class.</summary>
internal sealed class CharacterClasses
{
    /// <summary>The class of code points that are not characters.</summary>
    public const int None = -1;

    // The first code points of the intervals, ascending from 0, and the classes of the intervals.
    private readonly int[] _starts;
    private readonly int[] _classes;

    private CharacterClasses(int[] starts, int[] classes)
    {
        _starts = starts;
        _classes = classes;
        Count = classes.Max() + 1;
    }

    /// <summary>Gets the number of classes.</summary>
    public int Count { get; }

    /// <summary>Gets the number of intervals.</summary>
    public int IntervalCount => _starts.Length;

    /// <summary>Creates the coarsest partition in which each of several sets is a union of classes.</summary>
    public static CharacterClasses Of(IReadOnlyCollection<CharacterSet> sets)
    {
        CharacterSet characters = CharacterSet.Of((0xD800, 0xDFFF)).Complement();
        int[] starts = [.. sets.Append(characters).SelectMany(set => set.Ranges).SelectMany(range => new[] { range.First, range.Last + 1 })
            .Append(0).Where(start => start <= CharacterSet.MaxCodePoint).Distinct().Order()];
        int[] classes = new int[starts.Length];
        for (int i = 0; i < classes.Length; i++)
        {
            // The surrogates are one interval.
            classes[i] = starts[i] is >= 0xD800 and < 0xE000 ? None : 0;
        }

        foreach (CharacterSet set in sets)
        {
            Refine(starts, classes, set);
        }

        return new(starts, classes);
    }

    /// <summary>Gets the class of a code point.</summary>
    public int Of(int codePoint) => _classes[IntervalOf(codePoint)];

    /// <summary>Gets the interval that contains a code point.</summary>
    public int IntervalOf(int codePoint)
    {
        int index = Array.BinarySearch(_starts, codePoint);
        return index >= 0 ? index : ~index - 1;
    }

    /// <summary>Gets an interval and its class.</summary>
    public (int First, int Last, int Class) Interval(int index) =>
        (_starts[index], index + 1 < _starts.Length ? _starts[index + 1] - 1 : CharacterSet.MaxCodePoint, _classes[index]);

    /// <summary>Gets the classes of the characters in a set. The set is a union of classes.</summary>
    public int[] In(CharacterSet set)
    {
        HashSet<int> classes = [];
        foreach ((int first, int last) in set.Ranges)
        {
            for (int i = IntervalOf(first); i < _starts.Length && _starts[i] <= last; i++)
            {
                classes.Add(_classes[i]);
            }
        }

        classes.Remove(None);
        return [.. classes];
    }

    /// <summary>Creates the common refinement of two partitions.</summary>
    /// <param name="other">The other partition.</param>
    /// <param name="pairs">By class of the result, the class in this and in the other partition.</param>
    public CharacterClasses Refine(CharacterClasses other, out (int One, int Other)[] pairs)
    {
        int[] starts = [.. _starts.Union(other._starts).Order()];
        Dictionary<(int One, int Other), int> known = [];
        int[] classes = [.. starts.Select(start =>
        {
            (int One, int Other) pair = (Of(start), other.Of(start));
            return pair.One == None ? None : known.TryGetValue(pair, out int own) ? own : known[pair] = known.Count;
        })];
        pairs = [.. known.OrderBy(pair => pair.Value).Select(pair => pair.Key)];
        return new(starts, classes);
    }

    // Splits each class into the part within the set and the part outside the set.
    private static void Refine(int[] starts, int[] classes, CharacterSet set)
    {
        Dictionary<(int Class, bool IsIn), int> known = [];
        int range = 0;
        for (int i = 0; i < starts.Length; i++)
        {
            while (range < set.Ranges.Count && set.Ranges[range].Last < starts[i])
            {
                range++;
            }

            bool isIn = range < set.Ranges.Count && set.Ranges[range].First <= starts[i];
            if (classes[i] != None)
            {
                (int Class, bool IsIn) key = (classes[i], isIn);
                classes[i] = known.TryGetValue(key, out int own) ? own : known[key] = known.Count;
            }
        }
    }
}
