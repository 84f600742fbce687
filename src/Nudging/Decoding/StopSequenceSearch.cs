namespace Nudging.Decoding;

/// <summary>Finds the caller's stop sequences in growing text, independently of how it came in pieces.</summary>
/// <param name="stopSequences">The stop sequences, none of them empty.</param>
internal sealed class StopSequenceSearch(IReadOnlyList<string> stopSequences)
{
    /// <summary>Finds the stop sequence that is complete first, of several at once the longest.</summary>
    /// <param name="text">The text.</param>
    /// <param name="searched">The length of its part that is known to hold no stop sequence.</param>
    /// <returns>Where the stop sequence begins; -1 if there is none.</returns>
    public int Find(ReadOnlySpan<char> text, int searched)
    {
        for (int end = searched + 1; end <= text.Length && stopSequences.Count > 0; end++)
        {
            int longest = 0;
            foreach (string stop in stopSequences)
            {
                if (stop.Length > longest && text[..end].EndsWith(stop, StringComparison.Ordinal))
                {
                    longest = stop.Length;
                }
            }

            if (longest > 0)
            {
                return end - longest;
            }
        }

        return -1;
    }

    /// <summary>Measures the end of a text that may turn out to begin a stop sequence.</summary>
    /// <param name="text">A text without a stop sequence in it.</param>
    /// <returns>The length of its longest end with which a stop sequence begins.</returns>
    public int PartialLength(ReadOnlySpan<char> text)
    {
        int longest = 0;
        foreach (string stop in stopSequences)
        {
            for (int length = Math.Min(stop.Length - 1, text.Length); length > longest; length--)
            {
                if (text.EndsWith(stop.AsSpan(0, length), StringComparison.Ordinal))
                {
                    longest = length;
                }
            }
        }

        return longest;
    }
}
