using Nudging.Models;

namespace Nudging.Decoding;

/// <summary>A text, and what the aligned model says will follow it.</summary>
internal sealed class Draft
{
    // Where the draft's tokens end in the text, how sure the aligned model was of them, and whether the base model has
    // read them.
    private readonly List<(int End, float Probability, bool IsRead)> _tokens = [];

    private int _start;
    private int _settled;

    /// <summary>Gets the text before the draft and the draft.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Gets how far the base model has read.</summary>
    public int ReadEnd { get; private set; }

    /// <summary>Starts another draft.</summary>
    /// <param name="text">The text before it.</param>
    /// <param name="tokens">Its tokens.</param>
    public void Restart(string text, IReadOnlyList<ContinuationToken> tokens)
    {
        // What the base model has read of the draft before need not be read again where this one says the same. Its tokens
        // were counted then, and are yet to be settled.
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

    /// <summary>Tells whether the draft goes on from a text.</summary>
    /// <param name="text">The text.</param>
    public bool GoesOnFrom(string text) => text.Length >= _start && text.Length < Text.Length && Text.StartsWith(text, StringComparison.Ordinal);

    /// <summary>Gets how sure the aligned model was of the tokens after a place.</summary>
    /// <param name="from">The place.</param>
    public IEnumerable<float> ProbabilitiesAfter(int from) => _tokens.Where(token => token.End > from).Select(token => token.Probability);

    /// <summary>Tells where so many of the draft's tokens end.</summary>
    /// <param name="count">How many.</param>
    /// <param name="from">The place after which they are counted.</param>
    public int EndOf(int count, int from) => count <= 0 ? from : _tokens.Where(token => token.End > from).Take(count).Select(token => token.End).LastOrDefault(from);

    /// <summary>Notes that the base model has written something itself that it need not read.</summary>
    /// <param name="end">Up to where.</param>
    public void Pass(int end) => ReadEnd = Math.Max(ReadEnd, end);

    /// <summary>Notes that the base model reads on.</summary>
    /// <param name="end">Up to where.</param>
    /// <returns>How many of the draft's tokens that are.</returns>
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

    /// <summary>Finds which of the tokens that were read since the last time are part of a text, up to the first that is not.</summary>
    /// <param name="text">What came to be written.</param>
    /// <param name="report">Is told how sure the aligned model was of a token, whether it was written, and whether it had been read.</param>
    public void Settle(string text, Action<float, bool, bool> report)
    {
        int common = Text.AsSpan(0, ReadEnd).CommonPrefixLength(text);

        // A text that ends within what was read has not decided about the rest.
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
