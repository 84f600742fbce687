using System.Text.RegularExpressions;
using CsCheck;

namespace Nudging.Tests.Constraints.RegularExpressions;

/// <summary>A random regular expression of ECMAScript, and its meaning: the positions in a text at which a match from a given position may end.</summary>
internal sealed class RandomPattern(string pattern, Func<string, int, IEnumerable<int>> ends)
{
    /// <summary>Texts of the characters that the patterns tell apart.</summary>
    public static readonly Gen<string> Texts = OneOf("a", "b", "B", "1", "_", " ", "-", "é", "漢", "\n", "\u2028", "\t", "\"", "\\", "\u0001").Array[0, 7].Select(string.Concat);

    private static readonly RandomPattern[] Atoms =
    [
        Character("a", "a"),
        Character("b", "b"),
        Character("\\u0061", "a"),
        Character("\\u{e9}", "é"),
        Character("漢", "漢"),
        Character("\\x62", "b"),
        Character(".", "[^\\n\\r\\u2028\\u2029]"),
        Character("\\d", "[0-9]"),
        Character("\\D", "[^0-9]"),
        Character("\\w", "[A-Za-z0-9_]"),
        Character("\\W", "[^A-Za-z0-9_]"),
        Character("\\s", "[\\t-\\r \\u00A0\\u1680\\u2000-\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000\\uFEFF]"),
        Character("\\S", "[^\\t-\\r \\u00A0\\u1680\\u2000-\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000\\uFEFF]"),
        Character("[ab1]", "[ab1]"),
        Character("[^ab]", "[^ab]"),
        Character("[a-cé-]", "[a-cé-]"),
        Character("[\\w\\-]", "[A-Za-z0-9_-]"),
        Character("[^\\d\\s]", "[^0-9\\t-\\r \\u00A0\\u1680\\u2000-\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000\\uFEFF]"),
        Character("[]", "[^\\u0000-\\uFFFF]"),
        Character("[^]", "[\\u0000-\\uFFFF]"),
        Character("[\\b]", "\\x08"),
        Character("\\p{Lu}", "\\p{Lu}"),
        Character("\\P{L}", "\\P{L}"),
        Character("\\t", "\\t"),
        Character("\\n", "\\n"),
        Character("\\cJ", "\\n"),
        Character("\\\\", "\\\\"),
        Character("\"", "\""),
        Character("\\-", "-"),
        new("^", (text, at) => at == 0 ? [at] : []),
        new("$", (text, at) => at == text.Length ? [at] : []),
    ];

    private static readonly (string Text, int Minimum, int Maximum)[] Quantifiers =
    [
        ("?", 0, 1), ("*", 0, int.MaxValue), ("+", 1, int.MaxValue), ("{2}", 2, 2), ("{1,}", 1, int.MaxValue), ("{0,2}", 0, 2), ("{1,3}", 1, 3), ("??", 0, 1),
        ("*?", 0, int.MaxValue), ("+?", 1, int.MaxValue), ("{0,2}?", 0, 2), ("{0}", 0, 0),
    ];

    /// <summary>Random patterns.</summary>
    public static readonly Gen<RandomPattern> Patterns = OfDepth(3);

    /// <summary>Tells whether the whole text matches.</summary>
    public bool IsWholeMatch(string text) => ends(text, 0).Contains(text.Length);

    /// <summary>Tells whether a part of the text matches.</summary>
    public bool IsPartMatch(string text) => Enumerable.Range(0, text.Length + 1).Any(start => ends(text, start).Any());

    public override string ToString() => pattern;

    private static Gen<RandomPattern> OfDepth(int depth)
    {
        if (depth == 0)
        {
            return OneOf(Atoms);
        }

        Gen<RandomPattern> inner = OfDepth(depth - 1);
        return Gen.Frequency(
            (2, OneOf(Atoms)),
            (4, inner.Array[0, 3].Select(parts => Grouped(new(string.Concat<RandomPattern>(parts), (text, at) => Sequence(parts, text, at))))),
            (2, inner.Array[1, 3].Select(parts => Grouped(new(string.Join<RandomPattern>('|', parts), (text, at) => parts.SelectMany(part => part.Ends(text, at)).Distinct())))),
            (3, Gen.Select(inner.Select(Grouped), OneOf(Quantifiers), Repeated)));
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    // One character that an expression of .NET matches.
    private static RandomPattern Character(string pattern, string reference)
    {
        Regex regex = new($"^{reference}\\z", RegexOptions.CultureInvariant);
        return new(pattern, (text, at) => at < text.Length && regex.IsMatch(text.AsSpan(at, 1)) ? [at + 1] : []);
    }

    private static IEnumerable<int> Sequence(RandomPattern[] parts, string text, int at) =>
        parts.Aggregate<RandomPattern, IEnumerable<int>>([at], (starts, part) => [.. starts.SelectMany(start => part.Ends(text, start)).Distinct()]);

    private static RandomPattern Repeated(RandomPattern item, (string Text, int Minimum, int Maximum) quantifier) => new(
        item + quantifier.Text,
        (text, at) =>
        {
            HashSet<int> all = [];
            HashSet<int> current = [at];

            // After the minimum, so many repetitions as the text has characters reach each end.
            for (int count = 0; count <= Math.Min(quantifier.Maximum, quantifier.Minimum + text.Length); count++)
            {
                all.UnionWith(count >= quantifier.Minimum ? current : []);
                current = [.. current.SelectMany(start => item.Ends(text, start))];
            }

            return all;
        });

    // Groups of all kinds mean the same.
    private static RandomPattern Grouped(RandomPattern inner) => new($"{(inner.ToString().Length % 2 == 0 ? "(" : "(?:")}{inner})", inner.Ends);

    private IEnumerable<int> Ends(string text, int at) => ends(text, at);
}
