namespace Nudging.Decoding;

/// <summary>The accounts of one request: who wrote which part of the output, its rounds and nudges, and their share of it.</summary>
/// <remarks>Everything is kept as places in the output, so that an output that is cut at a stop sequence cuts it all.</remarks>
internal sealed class NudgingRecord
{
    private readonly List<(int End, TextSource Source)> _texts = [];
    private readonly List<int> _roundStarts = [];
    private readonly List<int> _nudgeEnds = [];

    /// <summary>Begins a round, whose nudge comes next.</summary>
    /// <param name="start">Where it begins in the output.</param>
    public void BeginRound(int start) => _roundStarts.Add(start);

    /// <summary>Ends the nudge of the round.</summary>
    /// <param name="end">Where it ends in the output.</param>
    public void EndNudge(int end) => _nudgeEnds.Add(end);

    /// <summary>Adds a piece of text.</summary>
    /// <param name="end">Where it ends in the output.</param>
    /// <param name="source">Who wrote it.</param>
    public void AddText(int end, TextSource source)
    {
        if (_texts.Count > 0 && _texts[^1].Source == source)
        {
            _texts[^1] = (end, source);
        }
        else
        {
            _texts.Add((end, source));
        }
    }

    /// <summary>Tells who wrote what in a part of the output.</summary>
    /// <param name="output">The output.</param>
    /// <param name="start">Where the part begins.</param>
    /// <param name="end">Where it ends.</param>
    /// <returns>Pieces that are not empty, neighbours of one source joined.</returns>
    public IReadOnlyList<TextSegment> Segments(string output, int start, int end)
    {
        List<TextSegment> segments = [];
        foreach ((int textEnd, TextSource source) in _texts)
        {
            int pieceEnd = Math.Min(textEnd, end);
            if (pieceEnd <= start)
            {
                continue;
            }

            string piece = output[start..pieceEnd];
            start = pieceEnd;
            if (segments.Count > 0 && segments[^1].Source == source)
            {
                segments[^1] = new TextSegment(segments[^1].Text + piece, source);
            }
            else
            {
                segments.Add(new TextSegment(piece, source));
            }
        }

        return segments;
    }

    /// <summary>Lists what each round appended.</summary>
    /// <param name="output">The output.</param>
    public IReadOnlyList<string> Rounds(string output) =>
        [.. _roundStarts.Select((start, round) => Slice(output, start, round + 1 < _roundStarts.Count ? _roundStarts[round + 1] : output.Length))];

    /// <summary>Lists the nudges, the closing one included.</summary>
    /// <param name="output">The output.</param>
    public IReadOnlyList<string> Nudges(string output) =>
        [.. _roundStarts.Zip(_nudgeEnds, (start, end) => Slice(output, start, end))];

    /// <summary>Computes the nudging ratio as the authors do: words of all nudges but the last non-empty one, over words of the output.</summary>
    /// <param name="output">The output, nothing trimmed.</param>
    /// <returns>0 to 1. An empty output counts one word.</returns>
    public double NudgingRatio(string output)
    {
        int[] words = [.. Nudges(output).Where(nudge => nudge.Length > 0).Select(CountWords)];
        return Math.Min(1, (double)words.SkipLast(1).Sum() / Math.Max(1, CountWords(output)));
    }

    private static int CountWords(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;

    private static string Slice(string output, int start, int end) =>
        output[Math.Min(start, output.Length)..Math.Min(end, output.Length)];
}
