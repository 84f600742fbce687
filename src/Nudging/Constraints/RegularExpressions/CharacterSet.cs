using System.Collections.Concurrent;
using System.Globalization;

namespace Nudging.Constraints.RegularExpressions;

/// <summary>A set of Unicode code points.</summary>
internal sealed class CharacterSet
{
    /// <summary>The greatest code point.</summary>
    public const int MaxCodePoint = 0x10FFFF;

    private static readonly ConcurrentDictionary<string, CharacterSet> Categories = [];

    private CharacterSet(IReadOnlyList<(int First, int Last)> ranges) => Ranges = ranges;

    /// <summary>Gets the set of all characters.</summary>
    public static CharacterSet All { get; } = Of((0, MaxCodePoint));

    /// <summary>Gets the characters of <c>.</c>: all but line terminators.</summary>
    public static CharacterSet Dot { get; } = Of(('\n', '\n'), ('\r', '\r'), ('\u2028', '\u2029')).Complement();

    /// <summary>Gets the characters of <c>\d</c>.</summary>
    public static CharacterSet Digit { get; } = Of(('0', '9'));

    /// <summary>Gets the characters of <c>\w</c>.</summary>
    public static CharacterSet Word { get; } = Of(('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z'));

    /// <summary>Gets the characters of <c>\s</c>: white space and line terminators of ECMAScript.</summary>
    public static CharacterSet Space { get; } = Of(
        ('\t', '\r'), (' ', ' '), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF));

    /// <summary>Gets the ranges of the set, ascending and apart from each other.</summary>
    public IReadOnlyList<(int First, int Last)> Ranges { get; }

    /// <summary>Creates a set from ranges in any order.</summary>
    public static CharacterSet Of(params IEnumerable<(int First, int Last)> ranges)
    {
        List<(int First, int Last)> joined = [];
        foreach ((int first, int last) in ranges.OrderBy(range => range.First))
        {
            if (joined.Count > 0 && first <= joined[^1].Last + 1)
            {
                joined[^1] = (joined[^1].First, Math.Max(last, joined[^1].Last));
            }
            else
            {
                joined.Add((first, last));
            }
        }

        return new(joined);
    }

    /// <summary>Gets the characters of a Unicode general category.</summary>
    /// <param name="name">The short name of the category, such as <c>Lu</c>, or its first letter for a group of categories.</param>
    /// <returns>The set; <see langword="null"/> where there is no such category.</returns>
    public static CharacterSet? OfCategory(string name)
    {
        // In the order of the enumeration UnicodeCategory.
        string[] names =
        [
            "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf",
            "Po", "Sm", "Sc", "Sk", "So", "Cn",
        ];
        bool[] included = [.. names.Select(category => name.Length is 1 or 2 && category.StartsWith(name, StringComparison.Ordinal))];
        return included.Contains(true) ? Categories.GetOrAdd(name, _ => Where(codePoint => included[(int)CharUnicodeInfo.GetUnicodeCategory(codePoint)])) : null;
    }

    /// <summary>Creates the set of the characters that are not in this set.</summary>
    public CharacterSet Complement()
    {
        List<(int First, int Last)> others = [];
        int next = 0;
        foreach ((int first, int last) in Ranges)
        {
            if (first > next)
            {
                others.Add((next, first - 1));
            }

            next = last + 1;
        }

        if (next <= MaxCodePoint)
        {
            others.Add((next, MaxCodePoint));
        }

        return new(others);
    }

    private static CharacterSet Where(Func<int, bool> includes)
    {
        List<(int First, int Last)> ranges = [];
        for (int codePoint = 0; codePoint <= MaxCodePoint; codePoint++)
        {
            if (!includes(codePoint))
            {
                continue;
            }

            if (ranges.Count > 0 && ranges[^1].Last == codePoint - 1)
            {
                ranges[^1] = (ranges[^1].First, codePoint);
            }
            else
            {
                ranges.Add((codePoint, codePoint));
            }
        }

        return new(ranges);
    }
}
