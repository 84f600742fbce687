using System.Buffers;

namespace Nudging.ToolCalls;

/// <summary>Divides a growing text into plain text and tool calls. Each character is read once, however the text is divided into pieces.</summary>
/// <remarks>
/// The scanner does not keep the text: the caller passes the whole text so far at every call. <see cref="Clone"/> therefore
/// costs the same at any length of the text, so that a copy can scan text that may be discarded.
/// </remarks>
internal sealed class ToolCallScanner
{
    private readonly ToolCallSyntax _syntax;
    private readonly Predicate<string> _isOffered;
    private readonly SearchValues<char> _firstCharacters;
    private readonly bool _hasStartOpeners;

    // Whether the text before the undecided part has only calls and white space.
    private bool _isStart = true;
    private bool _hasCalls;

    // The indices up to which separators and openers have been searched.
    private int _separatorsEnd;
    private int _searchedEnd;
    private long _searchedCharacters;
    private ToolCallParser? _call;

    /// <summary>Initializes a new instance of the <see cref="ToolCallScanner"/> class for an empty text.</summary>
    /// <param name="syntax">The syntax of calls.</param>
    /// <param name="isOffered">Tells whether the request has a function of a name.</param>
    public ToolCallScanner(ToolCallSyntax syntax, Predicate<string> isOffered)
    {
        _syntax = syntax;
        _isOffered = isOffered;
        _firstCharacters = SearchValues.Create([.. syntax.Openers.Select(opener => opener.Text[0])]);
        _hasStartOpeners = syntax.Openers.Any(opener => opener.IsAtStart);
    }

    private ToolCallScanner(ToolCallScanner other)
    {
        _syntax = other._syntax;
        _isOffered = other._isOffered;
        _firstCharacters = other._firstCharacters;
        _hasStartOpeners = other._hasStartOpeners;
        _isStart = other._isStart;
        _hasCalls = other._hasCalls;
        _separatorsEnd = other._separatorsEnd;
        _searchedEnd = other._searchedEnd;
        _searchedCharacters = other._searchedCharacters;
        _call = other._call?.Clone();
        Position = other.Position;
    }

    /// <summary>Gets the index in the text at which the undecided part begins.</summary>
    public int Position { get; private set; }

    /// <summary>Gets the number of characters that have been read, as a measure of the work.</summary>
    public long ReadCharacters => _searchedCharacters + (_call?.ReadCharacters ?? 0);

    // Calls without a marker may have a separator between them.
    private bool IsBetweenCalls => _hasCalls && _hasStartOpeners && _isStart;

    /// <summary>Copies the scanner. The copy continues independently.</summary>
    public ToolCallScanner Clone() => new(this);

    /// <summary>Takes the next decided part.</summary>
    /// <param name="text">The whole text so far; it begins with the text of the previous call.</param>
    /// <param name="isEnd">Whether no text follows.</param>
    /// <returns>The part, which is not empty; <see langword="null"/> where more text is needed.</returns>
    public ScannedPart? Next(ReadOnlySpan<char> text, bool isEnd = false)
    {
        if (_call is null)
        {
            int textEnd = FindOpener(text, isEnd);
            if (textEnd > Position)
            {
                return Take(text, new(Position, textEnd, ScannedPartKind.Text));
            }
        }

        return _call?.Read(text, isEnd) is { } part ? Take(text, part) : null;
    }

    /// <summary>Takes all parts of a text: the decided parts, and then the undecided part.</summary>
    /// <param name="text">The whole text so far; it begins with the text of the previous call.</param>
    /// <param name="isEnd">Whether no text follows.</param>
    /// <returns>The parts from <see cref="Position"/> to the end of the text.</returns>
    public List<ScannedPart> Rest(ReadOnlySpan<char> text, bool isEnd = false)
    {
        List<ScannedPart> parts = [];
        while (Next(text, isEnd) is { } part)
        {
            parts.Add(part);
        }

        if (Position < text.Length)
        {
            parts.Add(new(Position, text.Length, _call is null ? ScannedPartKind.Possible : ScannedPartKind.Open));
        }

        return parts;
    }

    // Opens a call that begins at the position. Otherwise returns the end of the plain text.
    private int FindOpener(ReadOnlySpan<char> text, bool isEnd)
    {
        int first = _isStart ? SkipSeparators(text) : Position;
        if (first == text.Length && IsBetweenCalls && !isEnd)
        {
            return Position;
        }

        for (int i = Math.Max(first, _searchedEnd); i < text.Length; i++)
        {
            int skipped = text[i..].IndexOfAny(_firstCharacters);
            _searchedCharacters += skipped < 0 ? text.Length - i : skipped + 1;
            if (skipped < 0)
            {
                break;
            }

            i += skipped;
            foreach (ToolCallOpener opener in _syntax.Openers)
            {
                if (opener.IsAtStart && !(_isStart && i == first))
                {
                    continue;
                }

                _searchedCharacters += Math.Min(opener.Text.Length, text.Length - i);
                bool isMatch = text[i..].StartsWith(opener.Text);
                if (isMatch || (!isEnd && opener.Text.AsSpan().StartsWith(text[i..])))
                {
                    _searchedEnd = i;
                    int start = IsBetweenCalls && i == first ? Position : i;
                    _call = isMatch && start == Position ? new(_syntax, opener, Position, i + opener.Marker.Length, _isOffered) : null;
                    return start;
                }
            }
        }

        _searchedEnd = text.Length;
        return text.Length;
    }

    private int SkipSeparators(ReadOnlySpan<char> text)
    {
        int end = Math.Max(Position, _separatorsEnd);
        while (end < text.Length && (char.IsWhiteSpace(text[end]) || (IsBetweenCalls && text[end] is (';' or ','))))
        {
            end++;
            _searchedCharacters++;
        }

        _separatorsEnd = end;
        return end;
    }

    private ScannedPart Take(ReadOnlySpan<char> text, ScannedPart part)
    {
        _searchedCharacters = ReadCharacters;
        _call = null;
        _hasCalls |= part.Kind == ScannedPartKind.Calls;
        _isStart &= part.Kind == ScannedPartKind.Calls || (part.Kind == ScannedPartKind.Text && text[part.Start..part.End].IsWhiteSpace());
        Position = part.End;
        _separatorsEnd = Position;
        _searchedEnd = Math.Max(_searchedEnd, Position);
        return part;
    }
}
