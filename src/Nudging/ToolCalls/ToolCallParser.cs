namespace Nudging.ToolCalls;

/// <summary>Reads one tool call incrementally. Each character is read once.</summary>
internal sealed class ToolCallParser
{
    private readonly ToolCallSyntax _syntax;
    private readonly ToolCallOpener _opener;
    private readonly int _start;
    private readonly Predicate<string> _isOffered;

    private Stage _stage;
    private int _position;
    private int _nameStart;
    private int _nameEnd;
    private string? _name;

    // The range of the call or of its arguments, brackets included.
    private int _valueStart;
    private int _valueEnd;
    private BracketMatcher _brackets;
    private BareCallDetector _detector;

    /// <summary>Initializes a new instance of the <see cref="ToolCallParser"/> class.</summary>
    /// <param name="syntax">The syntax of the call.</param>
    /// <param name="opener">The text that began the call.</param>
    /// <param name="start">The index at which the call begins.</param>
    /// <param name="bodyStart">The index after the marker.</param>
    /// <param name="isOffered">Tells whether the request has a function of a name.</param>
    public ToolCallParser(ToolCallSyntax syntax, ToolCallOpener opener, int start, int bodyStart, Predicate<string> isOffered)
    {
        _syntax = syntax;
        _opener = opener;
        _start = start;
        _position = bodyStart;
        _isOffered = isOffered;
    }

    private enum Stage
    {
        Body,
        Name,
        Header,
        Arguments,
        Value,
        Closer,
    }

    /// <summary>Gets the number of characters that have been read, as a measure of the work.</summary>
    public long ReadCharacters { get; private set; }

    private bool IsBare => _opener.Marker.Length == 0;

    /// <summary>Copies the parser. The copy continues independently.</summary>
    public ToolCallParser Clone() => (ToolCallParser)MemberwiseClone();

    /// <summary>Reads the text after the text of the last call.</summary>
    /// <param name="text">The whole text so far.</param>
    /// <param name="isEnd">Whether no text follows.</param>
    /// <returns>The part with the call; <see langword="null"/> while the call is not complete.</returns>
    public ScannedPart? Read(ReadOnlySpan<char> text, bool isEnd)
    {
        if (_stage < Stage.Value && ReadToValue(text) is string reason)
        {
            return Malformed(_position, reason);
        }

        if (_stage == Stage.Value && !ReadValue(text))
        {
            return new(_start, _valueStart + 1, ScannedPartKind.Text);
        }

        if (_stage == Stage.Closer && FindEnd(text, isEnd) is int end)
        {
            return end > 0 ? Finish(text, end) : Malformed(_valueEnd, "Text follows in place of the end marker.");
        }

        return isEnd ? Malformed(text.Length, "The call has no end.") : null;
    }

    private ScannedPart Malformed(int end, string reason) => new(_start, end, ScannedPartKind.Malformed) { Reason = reason };

    // Reads up to the first bracket of the call or of its arguments. Returns the error; null where there is no error, or
    // where the text ends before the bracket.
    private string? ReadToValue(ReadOnlySpan<char> text)
    {
        if (_stage == Stage.Body && SkipWhiteSpace(text))
        {
            if (text[_position] is '{' or '[')
            {
                BeginValue();
                return null;
            }

            if (!_syntax.HasHeader)
            {
                return ToolCallSyntax.NoName;
            }

            _nameStart = _position;
            _stage = Stage.Name;
        }

        if (_stage == Stage.Name && SkipName(text))
        {
            if (_position == _nameStart)
            {
                return ToolCallSyntax.NoName;
            }

            _nameEnd = _position;
            _stage = Stage.Header;
        }

        if (_stage == Stage.Header)
        {
            ReadOnlySpan<char> rest = text[_nameEnd..];
            ToolCallHeader header = _syntax.ReadHeader(text[_nameStart.._nameEnd], rest);
            ReadCharacters += header == ToolCallHeader.Incomplete ? rest.Length : header.Length;
            if (header.Error is not null)
            {
                return header.Error;
            }

            if (header.Name is not null)
            {
                _name = header.Name;
                _position = _nameEnd + header.Length;
                _stage = Stage.Arguments;
            }
        }

        if (_stage == Stage.Arguments && SkipWhiteSpace(text))
        {
            if (text[_position] != _syntax.ArgumentsBracket)
            {
                return "The arguments of the call are not an object.";
            }

            BeginValue();
        }

        return null;
    }

    private void BeginValue()
    {
        _valueStart = _position;
        _stage = Stage.Value;
    }

    // Returns whether a character other than white space follows.
    private bool SkipWhiteSpace(ReadOnlySpan<char> text)
    {
        while (_position < text.Length && char.IsWhiteSpace(text[_position]))
        {
            _position++;
            ReadCharacters++;
        }

        return _position < text.Length;
    }

    // Returns whether the name has ended.
    private bool SkipName(ReadOnlySpan<char> text)
    {
        int length = text[_position..].IndexOfAnyExcept(NameCharacters.All);
        bool hasEnded = length >= 0;
        length = hasEnded ? length : text.Length - _position;
        _position += length;
        ReadCharacters += length;
        return hasEnded;
    }

    // Returns false where JSON without a marker is not a call.
    private bool ReadValue(ReadOnlySpan<char> text)
    {
        while (_position < text.Length && _stage == Stage.Value)
        {
            char character = text[_position++];
            ReadCharacters++;
            if (IsBare && !_detector.MayBeCall(character))
            {
                return false;
            }

            if (_brackets.Closes(character))
            {
                _valueEnd = _position;
                _stage = Stage.Closer;
            }
        }

        return true;
    }

    // Returns the end of the call, 0 where the end marker is missing, and null where more text is needed.
    private int? FindEnd(ReadOnlySpan<char> text, bool isEnd)
    {
        if (_opener.Closers.Count == 0 || (!SkipWhiteSpace(text) && isEnd))
        {
            return _valueEnd;
        }

        ReadOnlySpan<char> rest = text[_position..];
        bool mayClose = false;
        foreach (string closer in _opener.Closers)
        {
            if (rest.StartsWith(closer))
            {
                return _position + closer.Length;
            }

            mayClose |= closer.AsSpan().StartsWith(rest);
        }

        return mayClose ? (isEnd ? text.Length : null)
            : _opener.MustClose ? 0
            : _valueEnd;
    }

    private ScannedPart Finish(ReadOnlySpan<char> text, int end)
    {
        try
        {
            string value = text[_valueStart.._valueEnd].ToString();
            IReadOnlyList<ToolCall> calls = _name is null
                ? ToolCallJson.Read(value, needsArguments: IsBare)
                : [new(_name, _syntax.ReadArguments(value))];

            return calls.Any(call => !_isOffered(call.Name))
                ? Malformed(end, "The call names a function that the request does not have.")
                : new(_start, end, ScannedPartKind.Calls) { Calls = calls };
        }
        catch (ToolCallException e)
        {
            return Malformed(end, e.Message);
        }
    }
}
