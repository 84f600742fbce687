using Nudging.Models;

namespace Nudging.Decoding;

/// <summary>A text, and what the aligned model says will follow it.</summary>
internal sealed class Draft
{
    // Where the draft's tokens end in the text.
    private readonly List<int> _ends = [];

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
        // A draft that goes on where the one before ended has been read as far as that one.
        int read = Text.AsSpan(0, ReadEnd).CommonPrefixLength(text);
        _start = text.Length;
        _ends.Clear();
        int end = _start;
        foreach (ContinuationToken token in tokens)
        {
            end += token.Text.Length;
            _ends.Add(end);
        }

        string drafted = string.Concat(tokens.Select(token => token.Text));
        read = read == text.Length ? read + Text.AsSpan(read, ReadEnd - read).CommonPrefixLength(drafted) : _start;
        Text = text + drafted;
        ReadEnd = Math.Max(read, _start);
        _settled = _start;
    }

    /// <summary>Tells whether the draft goes on from a text.</summary>
    /// <param name="text">The text.</param>
    public bool GoesOnFrom(string text) => text.Length >= _start && text.Length < Text.Length && Text.StartsWith(text, StringComparison.Ordinal);

    /// <summary>Tells where so many of the draft's tokens end.</summary>
    /// <param name="count">How many.</param>
    /// <param name="from">The place after which they are counted.</param>
    public int EndOf(int count, int from)
    {
        foreach (int end in _ends)
        {
            if (count <= 0)
            {
                break;
            }

            if (end > from)
            {
                from = end;
                count--;
            }
        }

        return from;
    }

    /// <summary>Notes that the base model reads on.</summary>
    /// <param name="end">Up to where.</param>
    /// <returns>How many of the draft's tokens that are.</returns>
    public int Read(int end)
    {
        int count = Count(ReadEnd, end);
        ReadEnd = Math.Max(ReadEnd, end);
        return count;
    }

    /// <summary>Finds how many of the tokens that were read since the last time are part of a text.</summary>
    /// <param name="text">What came to be written.</param>
    public (int Read, int Accepted) Settle(string text)
    {
        int common = Text.AsSpan(0, ReadEnd).CommonPrefixLength(text);
        int accepted = Count(_settled, common);

        // A text that ends within what was read has not decided about the rest.
        bool isOpen = common == text.Length && common < ReadEnd;
        int read = isOpen ? accepted : Count(_settled, ReadEnd);
        _settled = isOpen ? Math.Max(_settled, common) : ReadEnd;
        return (read, accepted);
    }

    private int Count(int from, int to)
    {
        int count = 0;
        foreach (int end in _ends)
        {
            count += end > from && end <= to ? 1 : 0;
        }

        return count;
    }
}
