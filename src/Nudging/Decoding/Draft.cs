using Nudging.Models;

namespace Nudging.Decoding;

/// <summary>A text, and the aligned model's draft of the text that follows.</summary>
internal sealed class Draft
{
    // For each token of the draft: its end in the text, the aligned model's probability, and whether the base model has read the
    // token.
    private readonly List<(int End, float Probability, bool IsRead)> _tokens = [];

    private int _start;
    private int _settled;

    /// <summary>Gets the text before the draft, followed by the draft.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Gets the place up to which the base model has read.</summary>
    public int ReadEnd { get; private set; }

    /// <summary>Starts another draft.</summary>
    /// <param name="text">The text before the draft.</param>
    /// <param name="tokens">The tokens of the draft.</param>
    public void Restart(string text, IReadOnlyList<ContinuationToken> tokens)
    {
        // The base model has read the part that equals the previous draft. The tokens of that part are counted, but not settled yet.
        string read = Text[..ReadEnd];
        HashSet<int> unsettled = [.. _tokens.Where(token => token.IsRead && token.End > _settled).Select(token => token.End)];
        Text = text + string.Concat(tokens.Select(token => token.Text));
        int common = Text.AsSpan().CommonPrefixLength(read);
        _start = text.Length;
        ReadEnd = Math.Max(_start, common);
        _tokens.Clear();
        int end = _start;
        foreach (ContinuationToken token in tokens)
        {
            end += token.Text.Length;
            _tokens.Add((end, token.Probability, end <= common && unsettled.Contains(end)));
        }

        _settled = _start;
    }

    /// <summary>Tells whether the draft continues a text.</summary>
    /// <param name="text">The text.</param>
    public bool Continues(string text) => text.Length >= _start && text.Length < Text.Length && Text.StartsWith(text, StringComparison.Ordinal);

    /// <summary>Gets the aligned model's probabilities of the tokens after a place.</summary>
    /// <param name="from">The place.</param>
    public IEnumerable<float> ProbabilitiesAfter(int from) => _tokens.Where(token => token.End > from).Select(token => token.Probability);

    /// <summary>Gets the end of the last of several tokens of the draft.</summary>
    /// <param name="count">The number of tokens.</param>
    /// <param name="from">The place after which the tokens are counted.</param>
    public int EndOf(int count, int from) => count <= 0 ? from : _tokens.Where(token => token.End > from).Take(count).Select(token => token.End).LastOrDefault(from);

    /// <summary>Marks text that the base model wrote itself as read.</summary>
    /// <param name="end">The end of the text.</param>
    public void Pass(int end) => ReadEnd = Math.Max(ReadEnd, end);

    /// <summary>Marks the draft as read up to a place.</summary>
    /// <param name="end">The place.</param>
    /// <returns>The number of draft tokens that are newly read.</returns>
    public int Read(int end)
    {
        int count = 0;
        for (int i = 0; i < _tokens.Count; i++)
        {
            if (_tokens[i].End > ReadEnd && _tokens[i].End <= end)
            {
                _tokens[i] = _tokens[i] with { IsRead = true };
                count++;
            }
        }

        Pass(end);
        return count;
    }

    /// <summary>Reports which of the tokens read since the last call are part of a text, up to the first token that is not.</summary>
    /// <param name="text">The text that was written.</param>
    /// <param name="report">Receives the aligned model's probability of a token, whether the token was written, and whether the base model had read it.</param>
    public void Settle(string text, Action<float, bool, bool> report)
    {
        int common = Text.AsSpan(0, ReadEnd).CommonPrefixLength(text);

        // A text that ends within the read part says nothing about the rest.
        int decided = common == text.Length ? common : ReadEnd;
        foreach ((int end, float probability, bool isRead) in _tokens)
        {
            if (end > _settled && end <= decided)
            {
                report(probability, end <= common, isRead);
                if (end > common)
                {
                    break;
                }
            }
        }

        _settled = Math.Max(_settled, decided);
    }
}
