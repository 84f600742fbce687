using System.Buffers;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Finds the leftmost of several strings in a text, and the longest of the strings that start at the same index.</summary>
/// <remarks>Thread safe.</remarks>
internal sealed class TokenTrie
{
    private const int Root = 0;
    private readonly Dictionary<long, int> _next = [];
    private readonly List<int> _values = [-1];
    private readonly SearchValues<char> _first;

    public TokenTrie(IReadOnlyList<string> strings)
    {
        for (int index = 0; index < strings.Count; index++)
        {
            int node = Root;
            foreach (char unit in strings[index])
            {
                if (!_next.TryGetValue(Key(node, unit), out int next))
                {
                    _next[Key(node, unit)] = next = _values.Count;
                    _values.Add(-1);
                }

                node = next;
            }

            _values[node] = node == Root || _values[node] >= 0 ? _values[node] : index;
        }

        _first = SearchValues.Create([.. strings.Where(text => text.Length > 0).Select(text => text[0]).Distinct()]);
    }

    /// <summary>Finds the next string.</summary>
    /// <param name="text">The text.</param>
    /// <param name="place">The index to start at; receives the index of the string in the text.</param>
    /// <param name="accepts">Tells whether a string, given by its index in the list, counts at an index of the text; <see langword="null"/> where all strings count.</param>
    /// <returns>The index of the string in the list; -1 if the text has none of the strings.</returns>
    public int Find(ReadOnlySpan<char> text, ref int place, Func<int, int, bool>? accepts = null)
    {
        for (; place < text.Length; place++)
        {
            int skipped = text[place..].IndexOfAny(_first);
            if (skipped < 0)
            {
                break;
            }

            place += skipped;
            int longest = LongestAt(text[place..], place, accepts);
            if (longest >= 0)
            {
                return longest;
            }
        }

        return -1;
    }

    private static long Key(int node, char unit) => ((long)node << 16) | unit;

    private int LongestAt(ReadOnlySpan<char> text, int place, Func<int, int, bool>? accepts)
    {
        int longest = -1;
        int node = Root;
        foreach (char unit in text)
        {
            if (!_next.TryGetValue(Key(node, unit), out node))
            {
                break;
            }

            longest = _values[node] >= 0 && accepts?.Invoke(_values[node], place) != false ? _values[node] : longest;
        }

        return longest;
    }
}
