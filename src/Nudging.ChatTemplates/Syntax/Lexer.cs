using System.Globalization;
using System.Numerics;
using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Syntax;

/// <summary>Splits a template into tokens, and removes the white space around tags that Jinja removes.</summary>
internal sealed class Lexer
{
    private static readonly string[] Signs =
    [
        "//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}", ">", "<", "=", ".", ":", "|", ",", ";",
    ];

    private readonly TemplateSource _source;
    private readonly string _text;
    private readonly List<Token> _tokens = [];
    private readonly Stack<char> _open = new();
    private int _at;

    // Whether the next text begins a line: white space between the start of a line and a statement is removed (lstrip_blocks).
    private bool _atLineStart = true;

    private Lexer(TemplateSource source)
    {
        _source = source;
        _text = source.Text;
    }

    public static List<Token> Read(TemplateSource source)
    {
        var lexer = new Lexer(source);
        lexer.ReadTemplate();
        return lexer._tokens;
    }

    private void ReadTemplate()
    {
        while (true)
        {
            int tag = FindTag(_at);
            if (tag < 0)
            {
                AddData(_text[_at..]);
                _tokens.Add(new(TokenKind.End, null, _text.Length));
                return;
            }

            char kind = _text[tag + 1];
            char sign = tag + 2 < _text.Length && _text[tag + 2] is '-' or '+' ? _text[tag + 2] : '\0';
            string data = _text[_at..tag];
            AddData(sign == '-' ? PythonText.TrimEnd(data) : sign == '+' || kind == '{' ? data : WithoutIndent(data));
            _at = tag + (sign == '\0' ? 2 : 3);
            _atLineStart = false;
            switch (kind)
            {
                case '#':
                    SkipComment(tag);
                    break;
                case '%' when TryReadRaw(tag):
                    break;
                default:
                    ReadTag(tag, kind == '%');
                    break;
            }
        }
    }

    private int FindTag(int from)
    {
        for (int brace = _text.IndexOf('{', from); brace >= 0 && brace + 1 < _text.Length; brace = _text.IndexOf('{', brace + 1))
        {
            if (_text[brace + 1] is '{' or '%' or '#')
            {
                return brace;
            }
        }

        return -1;
    }

    private void AddData(string data)
    {
        if (data.Length > 0)
        {
            _tokens.Add(new(TokenKind.Data, data, _at));
        }
    }

    private string WithoutIndent(string data)
    {
        int line = data.LastIndexOf('\n') + 1;
        return (line > 0 || _atLineStart) && data.AsSpan(line).IndexOfAnyExcept(PythonText.Spaces) < 0 ? data[..line] : data;
    }

    private void SkipComment(int tag)
    {
        int end = _text.IndexOf("#}", _at, StringComparison.Ordinal);
        if (end < 0)
        {
            throw _source.Error("The comment is not closed by '#}'.", tag);
        }

        // A sign right before the end belongs to the end tag, unless the sign belongs to the begin tag.
        char sign = end > _at ? _text[end - 1] : '\0';
        _at = end + 2;
        SkipAfterBlock(sign);
    }

    // A statement removes the line break after the tag (trim_blocks); a statement with a minus sign removes all white space.
    private void SkipAfterBlock(char sign)
    {
        if (sign == '-')
        {
            SkipSpaces();
        }
        else if (sign != '+' && _at < _text.Length && _text[_at] == '\n')
        {
            _at++;
        }

        _atLineStart = _text[_at - 1] == '\n';
    }

    private void SkipSpaces()
    {
        while (_at < _text.Length && PythonText.IsSpace(_text[_at]))
        {
            _at++;
        }
    }

    private bool TryReadRaw(int tag)
    {
        int at = _at;
        if (!TryReadWordTag(ref at, "raw", out char sign) || sign == '+')
        {
            return false;
        }

        _at = at;
        if (sign == '-')
        {
            SkipSpaces();
        }

        _atLineStart = _text[_at - 1] == '\n';
        for (int end = _text.IndexOf("{%", _at, StringComparison.Ordinal); end >= 0; end = _text.IndexOf("{%", end + 1, StringComparison.Ordinal))
        {
            at = end + 2;
            char before = at < _text.Length && _text[at] is '-' or '+' ? _text[at++] : '\0';
            if (TryReadWordTag(ref at, "endraw", out sign))
            {
                string data = _text[_at..end];
                AddData(before == '-' ? PythonText.TrimEnd(data) : before == '+' ? data : WithoutIndent(data));
                _at = at;
                SkipAfterBlock(sign);
                return true;
            }
        }

        throw _source.Error("The tag 'raw' is not closed by 'endraw'.", tag);
    }

    private bool TryReadWordTag(ref int at, string word, out char sign)
    {
        int next = at;
        sign = '\0';
        SkipSpaces(ref next);
        if (string.CompareOrdinal(_text, next, word, 0, word.Length) != 0)
        {
            return false;
        }

        next += word.Length;
        SkipSpaces(ref next);
        if (next < _text.Length && _text[next] is '-' or '+')
        {
            sign = _text[next++];
        }

        if (string.CompareOrdinal(_text, next, "%}", 0, 2) != 0)
        {
            return false;
        }

        at = next + 2;
        return true;

        void SkipSpaces(ref int position)
        {
            while (position < _text.Length && PythonText.IsSpace(_text[position]))
            {
                position++;
            }
        }
    }

    private void ReadTag(int tag, bool isBlock)
    {
        _tokens.Add(new(isBlock ? TokenKind.BlockBegin : TokenKind.PrintBegin, null, tag));
        string end = isBlock ? "%}" : "}}";
        while (true)
        {
            SkipSpaces();
            if (_at >= _text.Length)
            {
                throw _source.Error($"The tag is not closed by '{end}'.", tag);
            }

            if (_open.Count == 0 && TryReadTagEnd(isBlock, end))
            {
                return;
            }

            ReadToken();
        }
    }

    private bool TryReadTagEnd(bool isBlock, string end)
    {
        char sign = _text[_at] == '-' || (isBlock && _text[_at] == '+') ? _text[_at] : '\0';
        int at = sign == '\0' ? _at : _at + 1;
        if (string.CompareOrdinal(_text, at, end, 0, 2) != 0)
        {
            return false;
        }

        _tokens.Add(new(isBlock ? TokenKind.BlockEnd : TokenKind.PrintEnd, null, _at));
        _at = at + 2;
        if (isBlock)
        {
            SkipAfterBlock(sign);
        }
        else
        {
            if (sign == '-')
            {
                SkipSpaces();
            }

            _atLineStart = _text[_at - 1] == '\n';
        }

        return true;
    }

    private void ReadToken()
    {
        char c = _text[_at];
        if (char.IsAsciiDigit(c))
        {
            ReadNumber();
        }
        else if (c == '_' || char.IsLetterOrDigit(c))
        {
            int start = _at;
            while (_at < _text.Length && (_text[_at] == '_' || char.IsLetterOrDigit(_text[_at])))
            {
                _at++;
            }

            _tokens.Add(new(TokenKind.Name, _text[start.._at], start));
        }
        else if (c is '\'' or '"')
        {
            int start = _at;
            _at = FindQuote(start, c) + 1;
            _tokens.Add(new(TokenKind.String, Unescape(start + 1, _at - 1), start));
        }
        else
        {
            ReadOperator();
        }
    }

    private int FindQuote(int start, char quote)
    {
        for (int at = start + 1; at < _text.Length; at++)
        {
            if (_text[at] == quote)
            {
                return at;
            }

            at += _text[at] == '\\' ? 1 : 0;
        }

        throw _source.Error("The string is not closed.", start);
    }

    private string Unescape(int start, int end)
    {
        try
        {
            return StringEscapes.Decode(_text[start..end]);
        }
        catch (TemplateRuntimeException e)
        {
            throw _source.Error(e.Message, start);
        }
    }

    private void ReadOperator()
    {
        string? sign = Array.Find(Signs, sign => string.CompareOrdinal(_text, _at, sign, 0, sign.Length) == 0)
            ?? throw _source.Error($"The character '{_text[_at]}' is not valid here.", _at);
        if (sign is "(" or "[" or "{")
        {
            _open.Push(sign[0] == '(' ? ')' : sign[0] == '[' ? ']' : '}');
        }
        else if (sign is ")" or "]" or "}")
        {
            if (_open.Count == 0 || _open.Peek() != sign[0])
            {
                throw _source.Error(_open.Count == 0 ? $"'{sign}' does not have an opening bracket." : $"Expected '{_open.Peek()}', found '{sign}'.", _at);
            }

            _open.Pop();
        }

        _tokens.Add(new(TokenKind.Operator, sign, _at));
        _at += sign.Length;
    }

    private void ReadNumber()
    {
        int start = _at;
        int radix = Peek(1) switch { 'x' or 'X' => 16, 'o' or 'O' => 8, 'b' or 'B' => 2, _ => 10 };
        if (_text[start] == '0' && radix != 10)
        {
            _at += 2;
            while (_at < _text.Length && (_text[_at] == '_' || char.IsAsciiHexDigit(_text[_at])))
            {
                _at++;
            }
        }
        else
        {
            SkipDigits();

            // After a dot, as in items.0.name, a number is an index and ends before the next dot.
            bool isIndex = start > 0 && _text[start - 1] == '.';
            bool isFraction = !isIndex && Peek(0) == '.' && char.IsAsciiDigit(Peek(1));
            if (isFraction)
            {
                _at++;
                SkipDigits();
            }

            bool hasExponent = !isIndex && Peek(0) is 'e' or 'E' && char.IsAsciiDigit(Peek(Peek(1) is '+' or '-' ? 2 : 1));
            if (hasExponent)
            {
                _at += Peek(1) is '+' or '-' ? 2 : 1;
                SkipDigits();
            }

            if (isFraction || hasExponent)
            {
                string digits = _text[start.._at].Replace("_", "", StringComparison.Ordinal);
                _tokens.Add(new(TokenKind.Number, double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture), start));
                return;
            }
        }

        string number = _text[start.._at];
        if ((radix == 10 && number[0] == '0' && number.AsSpan().IndexOfAnyExcept('0', '_') >= 0) || !PythonNumber.TryParseInteger(number, radix, out BigInteger value))
        {
            throw _source.Error($"'{number}' is not a number.", start);
        }

        _tokens.Add(new(TokenKind.Number, value, start));
    }

    private char Peek(int distance) => _at + distance < _text.Length ? _text[_at + distance] : '\0';

    private void SkipDigits()
    {
        while (char.IsAsciiDigit(Peek(0)) || (Peek(0) == '_' && char.IsAsciiDigit(Peek(1))))
        {
            _at++;
        }
    }
}
