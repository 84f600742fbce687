namespace Nudging.Decoding;

/// <summary>The record of one request: the source of each part of the output, the rounds, and the nudges.</summary>
/// <remarks>All records are places in the output, so that cutting the output at a stop sequence cuts the records too.</remarks>
internal sealed class NudgingRecord
{
    private readonly List<(int End, TextSource Source)> _texts = [];
    private readonly List<int> _roundStarts = [];
    private readonly List<int> _nudgeEnds = [];

    /// <summary>Begins a round. Its nudge comes next.</summary>
    /// <param name="start">The place in the output where the round begins.</param>
    public void BeginRound(int start) => _roundStarts.Add(start);

    /// <summary>Ends the nudge of the round.</summary>
    /// <param name="end">The place in the output where it ends.</param>
    public void EndNudge(int end) => _nudgeEnds.Add(end);

    /// <summary>Adds a piece of text.</summary>
    /// <param name="end">The place in the output where it ends.</param>
    /// <param name="source">The model that wrote the text.</param>
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

    /// <summary>Lists the segments of a part of the output.</summary>
    /// <param name="output">The output.</param>
    /// <param name="start">The start of the part.</param>
    /// <param name="end">The end of the part.</param>
    /// <returns>Segments that are not empty; neighbours of one source are joined.</returns>
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

    /// <summary>Lists the text that each round appended.</summary>
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
