using System.Diagnostics.CodeAnalysis;

namespace Nudging.Models;

/// <summary>Finds the first stop sequence in a text that grows piece by piece. Results do not depend on the pieces.</summary>
/// <remarks>
/// <para>
/// The search finds the stop sequence whose end comes first; of several with the same end, the longest. Each
/// character is read once (Knuth, Morris and Pratt's algorithm), so that a long text costs no more per character than a short one.
/// </para>
/// <para>Comparisons are ordinal. Not thread safe.</para>
/// </remarks>
/// <example>
/// <code>
/// var search = new StopSequenceSearch(options.StopSequences);
/// foreach (string piece in pieces)
/// {
///     text += piece;
///     if (search.Append(piece))
///     {
///         return text[..search.Index];
///     }
/// }
/// </code>
/// </example>
[Experimental("NUDGE002")]
public sealed class StopSequenceSearch
{
    private readonly Matcher[] _matchers;
    private int _length;

    /// <summary>Initializes a new instance of the <see cref="StopSequenceSearch"/> class for an empty text.</summary>
    /// <param name="stopSequences">The stop sequences.</param>
    /// <exception cref="ArgumentException">A stop sequence is empty.</exception>
    public StopSequenceSearch(IReadOnlyList<string> stopSequences)
    {
        ArgumentNullException.ThrowIfNull(stopSequences);
        _matchers = stopSequences.Count == 0 ? [] : new Matcher[stopSequences.Count];
        for (int i = 0; i < _matchers.Length; i++)
        {
            _matchers[i] = !string.IsNullOrEmpty(stopSequences[i])
                ? new(stopSequences[i])
                : throw new ArgumentException($"The stop sequence {i} is empty; it must have at least one character.", nameof(stopSequences));
        }
    }

    /// <summary>Gets the index of the first character of the stop sequence found.</summary>
    /// <value>In UTF-16 code units from the start of the text; -1 while no stop sequence is found.</value>
    public int Index { get; private set; } = -1;

    /// <summary>Gets the length of the longest suffix of the text that is a prefix of a stop sequence.</summary>
    /// <value>In UTF-16 code units. Text before this suffix cannot become part of a stop sequence. Meaningful while no stop sequence is found.</value>
    public int PartialLength
    {
        get
        {
            int longest = 0;
            foreach (Matcher matcher in _matchers)
            {
                longest = Math.Max(longest, matcher.Matched);
            }

            return longest;
        }
    }

    /// <summary>Appends a piece to the text. Once a stop sequence is found, further pieces are ignored.</summary>
    /// <param name="piece">The piece.</param>
    /// <returns>Whether a stop sequence is found, in this piece or before.</returns>
    public bool Append(ReadOnlySpan<char> piece)
    {
        for (int i = 0; i < piece.Length && Index < 0 && _matchers.Length > 0; i++)
        {
            _length++;
            int longest = 0;
            foreach (Matcher matcher in _matchers)
            {
                if (matcher.Append(piece[i]))
                {
                    longest = Math.Max(longest, matcher.Matched);
                }
            }

            Index = longest > 0 ? _length - longest : -1;
        }

        return Index >= 0;
    }

    private sealed class Matcher(string stop)
    {
        // For each prefix of the stop sequence, the length of its longest proper suffix that is also a prefix.
        private readonly int[] _borders = GetBorders(stop);

        // The length of the longest suffix of the text that is a prefix of the stop sequence.
        public int Matched { get; private set; }

        public bool Append(char next)
        {
            Matched = Extend(stop, _borders, Matched, next);
            return Matched == stop.Length;
        }

        private static int Extend(string stop, int[] borders, int matched, char next)
        {
            while (matched > 0 && stop[matched] != next)
            {
                matched = borders[matched - 1];
            }

            return stop[matched] == next ? matched + 1 : 0;
        }

        private static int[] GetBorders(string stop)
        {
            int[] borders = new int[stop.Length];
            for (int i = 1; i < stop.Length; i++)
            {
                borders[i] = Extend(stop, borders, borders[i - 1], stop[i]);
            }

            return borders;
        }
    }
}
