namespace Nudging.Decoding;

/// <summary>Records the rounds of one request, their nudges, and the source of each part of the output.</summary>
/// <remarks>All records are places in the output, so that a cut of the output at a stop sequence also cuts the records.</remarks>
internal sealed class RoundRecorder
{
    private readonly List<(int End, TextSource Source)> _texts = [];
    private readonly List<int> _roundStarts = [];
    private readonly List<int> _nudgeEnds = [];

    /// <summary>Begins a round with its nudge.</summary>
    /// <param name="start">The place in the output where the round begins.</param>
    public void BeginRound(int start) => _roundStarts.Add(start);

    /// <summary>Ends the nudge of the round.</summary>
    /// <param name="end">The place in the output where the nudge ends.</param>
    public void EndNudge(int end) => _nudgeEnds.Add(end);

    /// <summary>Adds a piece of text.</summary>
    /// <param name="end">The place in the output where the piece ends.</param>
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
    /// <returns>Segments that are not empty; adjacent segments of one source are joined.</returns>
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

    /// <summary>Lists the nudges, including the closing nudge.</summary>
    /// <param name="output">The output.</param>
    public IReadOnlyList<string> Nudges(string output) =>
        [.. _roundStarts.Zip(_nudgeEnds, (start, end) => Slice(output, start, end))];

    /// <summary>Computes the nudging ratio as the authors do: the words of all nudges except the last non-empty nudge, over the words of the output.</summary>
    /// <param name="output">The output before trimming.</param>
    /// <returns>0 to 1. An empty output counts as one word.</returns>
    public double NudgingRatio(string output)
    {
        int[] words = [.. Nudges(output).Where(nudge => nudge.Length > 0).Select(CountWords)];
        return Math.Min(1, (double)words.SkipLast(1).Sum() / Math.Max(1, CountWords(output)));
    }

    private static int CountWords(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;

    private static string Slice(string output, int start, int end) =>
        output[Math.Min(start, output.Length)..Math.Min(end, output.Length)];
}
