using System.Buffers;
using System.Runtime.InteropServices;
using Nudging.Decoding;

namespace Nudging.ToolCalls;

/// <summary>Cuts growing text into plain text and calls, the same however it comes in pieces.</summary>
/// <param name="syntax">How calls are written.</param>
/// <param name="isOffered">Tells whether there is a function of a name.</param>
internal sealed class ToolCallScanner(ToolCallSyntax syntax, Predicate<string> isOffered)
{
    private readonly List<char> _text = [];
    private readonly SearchValues<char> _firsts = SearchValues.Create([.. syntax.Openers.Select(opener => opener.Text[0])]);
    private readonly bool _hasStart = syntax.Openers.Any(opener => opener.IsAtStart);

    // Whether nothing but calls and white space came so far.
    private bool _isStart = true;
    private bool _hasCalls;
    private int _searched;
    private OpenToolCall? _open;

    /// <summary>Gets where the part begins that is not known yet.</summary>
    public int Position { get; private set; }

    /// <summary>Gets what the part may be that is not known yet.</summary>
    /// <value><see langword="null"/> if there is none.</value>
    public CallState? Pending => _open is not null ? CallState.Open : Position < _text.Count ? CallState.Possible : null;

    // Calls that nothing marks may have a separator between them.
    private bool IsBetweenCalls => _hasCalls && _hasStart && _isStart;

    /// <summary>Appends a piece of text.</summary>
    /// <param name="piece">The piece.</param>
    public void Append(ReadOnlySpan<char> piece) => _text.AddRange(piece);

    /// <summary>Takes the next part.</summary>
    /// <param name="isEnd">Whether no text follows.</param>
    /// <returns>The part, which is not empty; <see langword="null"/> where more text is needed to know.</returns>
    public ScannedText? Next(bool isEnd)
    {
        ReadOnlySpan<char> text = CollectionsMarshal.AsSpan(_text);
        if (_open is null)
        {
            int textEnd = FindOpener(text, isEnd);
            if (textEnd > Position)
            {
                return Take(text, new(textEnd, ScannedKind.Text));
            }
        }

        return _open?.Read(text, isEnd) is { } part ? Take(text, part) : null;
    }

    // Opens a call that begins here, or tells up to where there is only text.
    private int FindOpener(ReadOnlySpan<char> text, bool isEnd)
    {
        int first = _isStart ? Position + CountSeparators(text[Position..]) : Position;
        if (first == text.Length && IsBetweenCalls && !isEnd)
        {
            return Position;
        }

        for (int i = Math.Max(first, _searched); i < text.Length; i++)
        {
            int skipped = text[i..].IndexOfAny(_firsts);
            if (skipped < 0)
            {
                break;
            }

            i += skipped;
            foreach (ToolCallOpener opener in syntax.Openers)
            {
                if (opener.IsAtStart && !(_isStart && i == first))
                {
                    continue;
                }

                bool isThere = text[i..].StartsWith(opener.Text);
                if (isThere || (!isEnd && opener.Text.AsSpan().StartsWith(text[i..])))
                {
                    _searched = i;
                    int start = IsBetweenCalls && i == first ? Position : i;
                    _open = isThere && start == Position ? new(syntax, opener, i + opener.Marker.Length, isOffered) : null;
                    return start;
                }
            }
        }

        _searched = text.Length;
        return text.Length;
    }

    private int CountSeparators(ReadOnlySpan<char> text)
    {
        int count = 0;
        while (count < text.Length && (char.IsWhiteSpace(text[count]) || (IsBetweenCalls && text[count] is (';' or ','))))
        {
            count++;
        }

        return count;
    }

    private ScannedText Take(ReadOnlySpan<char> text, ScannedText part)
    {
        _open = null;
        _hasCalls |= part.Kind == ScannedKind.Calls;
        _isStart &= part.Kind == ScannedKind.Calls || (part.Kind == ScannedKind.Text && text[Position..part.End].IsWhiteSpace());
        Position = part.End;
        _searched = Math.Max(_searched, Position);
        return part;
    }
}
