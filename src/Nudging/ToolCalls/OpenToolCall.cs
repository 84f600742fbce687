namespace Nudging.ToolCalls;

/// <summary>A call that has begun, and is read as its text grows.</summary>
/// <param name="syntax">How it is written.</param>
/// <param name="opener">What it began with.</param>
/// <param name="bodyStart">Where it goes on after the marker.</param>
/// <param name="isOffered">Tells whether there is a function of a name.</param>
internal sealed class OpenToolCall(ToolCallSyntax syntax, ToolCallOpener opener, int bodyStart, Predicate<string> isOffered)
{
    /// <summary>What stands between a name and arguments.</summary>
    public const string ArgumentsFollow = "[ARGS]";

    private const string Identifier = "[CALL_ID]";

    private readonly BracketScan _brackets = new();
    private int _position = bodyStart;
    private string? _name;

    // Where the brackets begin, and where they end.
    private int _valueStart = -1;
    private int _valueEnd = -1;

    private bool IsBare => opener.Marker.Length == 0;

    /// <summary>Reads on.</summary>
    /// <param name="text">All of the text so far.</param>
    /// <param name="isEnd">Whether nothing follows.</param>
    /// <returns>What the call has come to; <see langword="null"/> while it goes on.</returns>
    public ScannedText? Read(ReadOnlySpan<char> text, bool isEnd)
    {
        if (_valueStart < 0)
        {
            if (FindValue(text) is string reason)
            {
                return Malformed(_position, reason);
            }
        }

        if (_valueStart >= 0 && _valueEnd < 0)
        {
            FindValueEnd(text);
            if (IsBare && !ToolCallJson.MayBeCall(text[_valueStart.._position]))
            {
                return new(_valueStart + 1, ScannedKind.Text);
            }
        }

        if (_valueEnd >= 0 && FindEnd(text, isEnd) is int end)
        {
            return end > 0 ? Finish(text, end) : Malformed(_valueEnd, "It does not end as it should.");
        }

        return isEnd ? Malformed(text.Length, "It has no end.") : null;
    }

    private static ScannedText Malformed(int end, string reason) => new(end, ScannedKind.Malformed) { Reason = reason };

    // Gets to the brackets, over a name where there may be one.
    private string? FindValue(ReadOnlySpan<char> text)
    {
        int start = SkipWhiteSpace(text, _position);
        if (start == text.Length)
        {
            return null;
        }

        if (text[start] is '{' or '[')
        {
            _position = _valueStart = start;
            return null;
        }

        int nameLength = text[start..].IndexOfAnyExcept(Characters.OfNames);
        if ((!syntax.HasNames && !syntax.HasCallExpressions) || nameLength == 0)
        {
            _position = start;
            return "It names no function.";
        }

        if (nameLength < 0)
        {
            return null;
        }

        int after = start + nameLength;
        string name = text.Slice(start, nameLength).ToString();
        return syntax.HasCallExpressions ? FindParentheses(text, after, name) : FindArguments(text, after, name);
    }

    private string? FindParentheses(ReadOnlySpan<char> text, int after, string name)
    {
        const string Call = ".call";
        if (text[after] != '(' || !name.EndsWith(Call, StringComparison.Ordinal) || name.Length == Call.Length)
        {
            _position = after;
            return "It names no function.";
        }

        _name = name[..^Call.Length];
        _position = _valueStart = after;
        return null;
    }

    private string? FindArguments(ReadOnlySpan<char> text, int after, string name)
    {
        int position = after;
        if (Skip(text, Identifier, ref position) is not bool hasIdentifier)
        {
            return null;
        }

        if (hasIdentifier)
        {
            int length = text[position..].IndexOfAnyExcept(Characters.OfNames);
            if (length < 0)
            {
                return null;
            }

            position += length;
        }

        if (Skip(text, ArgumentsFollow, ref position) is null)
        {
            return null;
        }

        int start = SkipWhiteSpace(text, position);
        if (start == text.Length)
        {
            return null;
        }

        if (text[start] != '{')
        {
            _position = start;
            return "Its arguments are no object.";
        }

        _name = name;
        _position = _valueStart = start;
        return null;
    }

    private static int SkipWhiteSpace(ReadOnlySpan<char> text, int from) => text.Length - text[from..].TrimStart().Length;

    // Whether a marker stands at a position, which then moves behind it; null where that is not known yet.
    private static bool? Skip(ReadOnlySpan<char> text, string marker, ref int position)
    {
        ReadOnlySpan<char> rest = text[position..];
        if (rest.StartsWith(marker))
        {
            position += marker.Length;
            return true;
        }

        return marker.AsSpan().StartsWith(rest) ? null : false;
    }

    private void FindValueEnd(ReadOnlySpan<char> text)
    {
        while (_position < text.Length && _valueEnd < 0)
        {
            if (_brackets.Ends(text[_position++]))
            {
                _valueEnd = _position;
            }
        }
    }

    // Where the call ends; 0 where it cannot end like this, null where it is not known yet.
    private int? FindEnd(ReadOnlySpan<char> text, bool isEnd)
    {
        int start = SkipWhiteSpace(text, _valueEnd);
        if (opener.Closers.Count == 0 || (isEnd && start == text.Length))
        {
            return _valueEnd;
        }

        bool mayClose = false;
        foreach (string closer in opener.Closers)
        {
            int position = start;
            bool? isThere = Skip(text, closer, ref position);
            if (isThere == true)
            {
                return position;
            }

            mayClose |= isThere is null;
        }

        return mayClose ? (isEnd ? text.Length : null)
            : opener.MustClose ? 0
            : _valueEnd;
    }

    private ScannedText Finish(ReadOnlySpan<char> text, int end)
    {
        try
        {
            string value = text[_valueStart.._valueEnd].ToString();
            IReadOnlyList<ToolCall> calls = _name is null ? ToolCallJson.Read(value, needsArguments: IsBare)
                : value[0] == '(' ? [new(_name, CallExpression.ReadArguments(value))]
                : [new(_name, ToolCallJson.ReadArguments(value))];

            // JSON without any marker may be what the user asked for.
            return opener.IsAtStart && calls.Any(call => !isOffered(call.Name))
                ? Malformed(end, "There is no such function.")
                : new(end, ScannedKind.Calls) { Calls = calls };
        }
        catch (ToolCallException e)
        {
            return Malformed(end, e.Message);
        }
    }
}
