using System.Globalization;

namespace Nudging.Constraints.RegularExpressions;

/// <summary>Parses a regular expression of ECMAScript (flag <c>u</c>): the subset that a finite automaton recognises.</summary>
internal sealed class RegularExpressionParser
{
    private const int MaxDepth = 200;

    private readonly string _pattern;
    private int _at;
    private int _depth;

    private RegularExpressionParser(string pattern) => _pattern = pattern;

    private bool IsAtEnd => _at == _pattern.Length;

    private char Current => IsAtEnd ? '\0' : _pattern[_at];

    /// <summary>Parses an expression.</summary>
    /// <param name="pattern">The expression.</param>
    /// <exception cref="RegularExpressionException">The expression is malformed or uses a feature that is not supported.</exception>
    public static RegularExpressionNode Parse(string pattern)
    {
        var parser = new RegularExpressionParser(pattern);
        RegularExpressionNode whole = parser.ReadAlternation();
        return parser.IsAtEnd ? whole : throw Malformed("has ')' without '('");
    }

    private static RegularExpressionException Malformed(string problem) => RegularExpressionException.Malformed(problem);

    private static RegularExpressionException NotSupported(string feature) => RegularExpressionException.NotSupported(feature);

    private RegularExpressionNode ReadAlternation()
    {
        if (++_depth > MaxDepth)
        {
            throw NotSupported($"more than {MaxDepth} nested groups");
        }

        List<RegularExpressionNode> alternatives = [];
        do
        {
            List<RegularExpressionNode> parts = [];
            while (!IsAtEnd && Current is not ('|' or ')'))
            {
                parts.Add(ReadTerm());
            }

            alternatives.Add(parts.Count == 1 ? parts[0] : new SequenceNode(parts));
        }
        while (TryRead("|"));
        _depth--;
        return alternatives.Count == 1 ? alternatives[0] : new AlternationNode(alternatives);
    }

    private RegularExpressionNode ReadTerm()
    {
        bool isAnchor = Current is '^' or '$';
        RegularExpressionNode atom = ReadAtom();
        if (TryReadQuantifier() is not (int minimum, int maximum))
        {
            return atom;
        }

        if (isAnchor)
        {
            throw Malformed("repeats an anchor");
        }

        if (minimum > maximum)
        {
            throw Malformed($"has the quantifier {{{minimum},{maximum}}}, whose minimum is greater than its maximum");
        }

        // A lazy quantifier matches the same texts as a greedy one.
        _ = TryRead("?");
        return new RepetitionNode(atom, minimum, maximum);
    }

    private (int Minimum, int Maximum)? TryReadQuantifier()
    {
        if (TryRead("*"))
        {
            return (0, int.MaxValue);
        }

        if (TryRead("+"))
        {
            return (1, int.MaxValue);
        }

        if (TryRead("?"))
        {
            return (0, 1);
        }

        int start = _at;
        if (TryRead("{") && TryReadNumber() is int minimum)
        {
            int maximum = !TryRead(",") ? minimum : TryReadNumber() ?? int.MaxValue;
            if (TryRead("}"))
            {
                return (minimum, maximum);
            }
        }

        // A brace that is not part of a quantifier is an ordinary character.
        _at = start;
        return null;
    }

    private int? TryReadNumber()
    {
        int start = _at;
        long number = 0;
        while (char.IsAsciiDigit(Current))
        {
            number = Math.Min(int.MaxValue, (number * 10) + (_pattern[_at++] - '0'));
        }

        return _at == start ? null : (int)number;
    }

    private RegularExpressionNode ReadAtom()
    {
        int start = _at;
        if (TryReadQuantifier() is not null)
        {
            throw Malformed($"has the quantifier '{_pattern[start.._at]}' with nothing to repeat");
        }

        switch (Current)
        {
            case '(':
                return ReadGroup();
            case '[':
                return new CharacterNode(ReadClass());
            case '\\':
                return new CharacterNode(ReadEscape(isInClass: false));
            case '.':
                _at++;
                return new CharacterNode(CharacterSet.Dot);
            case '^' or '$':
                return new AnchorNode(_pattern[_at++] == '^');
            default:
                return new CharacterNode(Single(ReadCodePoint()));
        }
    }

    private RegularExpressionNode ReadGroup()
    {
        (string Start, string Feature)[] features =
        [
            ("(?=", "the look-ahead '(?='"), ("(?!", "the negative look-ahead '(?!'"), ("(?<=", "the look-behind '(?<='"), ("(?<!", "the negative look-behind '(?<!'"),
            ("(?>", "the atomic group '(?>'"), ("(?(", "the condition '(?('"), ("(?#", "the comment '(?#'"),
        ];
        foreach ((string beginning, string feature) in features)
        {
            if (StartsWith(beginning))
            {
                throw NotSupported(feature);
            }
        }

        if (TryRead("(?<") || TryRead("(?P<") || TryRead("(?'"))
        {
            int end = _pattern.IndexOfAny(['>', '\''], _at);
            _at = end > _at ? end + 1 : throw Malformed("has a group name without an end");
        }
        else if (TryRead("(?"))
        {
            if (!TryRead(":"))
            {
                throw NotSupported($"the modifier '(?{(IsAtEnd ? "" : Current)}'");
            }
        }
        else
        {
            _at++;
        }

        RegularExpressionNode inner = ReadAlternation();
        return TryRead(")") ? inner : throw Malformed("has '(' without ')'");
    }

    private CharacterSet ReadClass()
    {
        _at++;
        bool isNegated = TryRead("^");
        List<(int First, int Last)> ranges = [];
        while (!TryRead("]"))
        {
            CharacterSet first = ReadClassItem();
            if (Current == '-' && _at + 1 < _pattern.Length && _pattern[_at + 1] != ']')
            {
                _at++;
                ranges.Add(Range(first, ReadClassItem()));
            }
            else
            {
                ranges.AddRange(first.Ranges);
            }
        }

        var set = CharacterSet.Of(ranges);
        return isNegated ? set.Complement() : set;
    }

    private static (int First, int Last) Range(CharacterSet first, CharacterSet last) =>
        first.Ranges is not [var (start, startEnd)] || last.Ranges is not [var (end, endEnd)] || start != startEnd || end != endEnd
            ? throw Malformed("has a range in a character class that begins or ends with a class")
            : start > end ? throw Malformed($"has a range in a character class whose first character, U+{start:X4}, follows its last, U+{end:X4}")
            : (start, end);

    private CharacterSet ReadClassItem() => IsAtEnd ? throw Malformed("has '[' without ']'")
        : Current == '\\' ? ReadEscape(isInClass: true)
        : Single(ReadCodePoint());

    private CharacterSet ReadEscape(bool isInClass)
    {
        _at++;
        if (IsAtEnd)
        {
            throw Malformed("ends with a backslash");
        }

        char letter = _pattern[_at++];
        return letter switch
        {
            'd' => CharacterSet.Digit,
            'D' => CharacterSet.Digit.Complement(),
            'w' => CharacterSet.Word,
            'W' => CharacterSet.Word.Complement(),
            's' => CharacterSet.Space,
            'S' => CharacterSet.Space.Complement(),
            'p' => ReadProperty(),
            'P' => ReadProperty().Complement(),
            't' => Single('\t'),
            'n' => Single('\n'),
            'v' => Single('\v'),
            'f' => Single('\f'),
            'r' => Single('\r'),
            'b' when isInClass => Single('\b'),
            'b' or 'B' => throw NotSupported($"the word boundary '\\{letter}'"),
            '0' when !char.IsAsciiDigit(Current) => Single('\0'),
            >= '1' and <= '9' when !isInClass => throw NotSupported($"the back-reference '\\{letter}'"),
            'k' when !isInClass => throw NotSupported("the back-reference '\\k'"),
            'c' when char.IsAsciiLetter(Current) => Single(_pattern[_at++] % 32),
            'x' => Single(ReadHex(2)),
            'u' => Single(ReadUnicodeEscape()),
            _ when char.IsAsciiLetterOrDigit(letter) => throw NotSupported($"the escape '\\{letter}'"),
            _ => Single(ReadCodePoint(_at - 1)),
        };
    }

    private CharacterSet ReadProperty()
    {
        int start = _at;
        int end = Current == '{' ? _pattern.IndexOf('}', _at) : -1;
        if (end < 0)
        {
            throw Malformed("has '\\p' without a name in braces");
        }

        _at = end + 1;
        string name = _pattern[(start + 1)..end];
        string category = name.StartsWith("gc=", StringComparison.Ordinal) ? name[3..] : name;
        return CharacterSet.OfCategory(category) ?? throw NotSupported($"the Unicode property '{name}' (only short names of general categories, such as L or Lu, are supported)");
    }

    private int ReadUnicodeEscape()
    {
        if (TryRead("{"))
        {
            int end = _pattern.IndexOf('}', _at);
            bool isHex = int.TryParse(end < 0 ? "" : _pattern.AsSpan(_at, end - _at), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int codePoint);
            _at = end + 1;
            return isHex && codePoint is >= 0 and <= CharacterSet.MaxCodePoint
                ? ThrowIfSurrogate(codePoint)
                : throw Malformed("has '\\u{' that is not followed by the hexadecimal digits of a code point and '}'");
        }

        int unit = ReadHex(4);
        if (unit is >= 0xD800 and < 0xDC00 && TryRead("\\u"))
        {
            int low = ReadHex(4);
            return low is >= 0xDC00 and < 0xE000 ? char.ConvertToUtf32((char)unit, (char)low) : ThrowIfSurrogate(unit);
        }

        return ThrowIfSurrogate(unit);
    }

    private static int ThrowIfSurrogate(int codePoint) =>
        codePoint is >= 0xD800 and < 0xE000 ? throw NotSupported($"the lone surrogate '\\u{codePoint:X4}'") : codePoint;

    private int ReadHex(int digits)
    {
        int value = 0;
        for (int i = 0; i < digits; i++)
        {
            value = char.IsAsciiHexDigit(Current)
                ? (value * 16) + Convert.ToInt32(_pattern.Substring(_at++, 1), 16)
                : throw Malformed($"has an escape that needs {digits} hexadecimal digits");
        }

        return value;
    }

    private int ReadCodePoint() => ReadCodePoint(_at);

    private int ReadCodePoint(int at)
    {
        bool isPair = char.IsHighSurrogate(_pattern[at]) && at + 1 < _pattern.Length && char.IsLowSurrogate(_pattern[at + 1]);
        _at = at + (isPair ? 2 : 1);
        return isPair ? char.ConvertToUtf32(_pattern[at], _pattern[at + 1])
            : char.IsSurrogate(_pattern[at]) ? throw Malformed("has a lone surrogate")
            : _pattern[at];
    }

    private static CharacterSet Single(int codePoint) => CharacterSet.Of((codePoint, codePoint));

    private bool StartsWith(string text) => string.CompareOrdinal(_pattern, _at, text, 0, text.Length) == 0;

    private bool TryRead(string text)
    {
        bool isNext = StartsWith(text);
        _at += isNext ? text.Length : 0;
        return isNext;
    }
}
