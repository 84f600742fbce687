using System.Globalization;

namespace Nudging.Constraints.RegularExpressions;

/// <summary>The state of an automaton within a character that is written as several bytes.</summary>
internal sealed class WithinCharacterState : TextConstraintState
{
    private const string EscapeLetters = "\"\\/bfnrt";
    private const string EscapedCharacters = "\"\\/\b\f\n\r\t";

    private readonly EncodedAutomaton _automaton;
    private readonly CharacterPart _part;
    private readonly int _left;

    // The number of characters before this one, or up to this one where the target is known.
    private readonly int _count;

    // The state before the character and the code points that the character may still be.
    private readonly int _from;
    private readonly int _first;
    private readonly int _last;

    // The state after the character where the state does not depend on the character.
    private readonly int _target = DeterministicAutomaton.None;

    /// <summary>Initializes a new instance of the <see cref="WithinCharacterState"/> class, for one of several characters.</summary>
    public WithinCharacterState(EncodedAutomaton automaton, int from, int count, CharacterPart part, int left, int first, int last)
    {
        _automaton = automaton;
        _from = from;
        _count = count;
        _part = part;
        _left = left;
        _first = first;
        _last = last;
    }

    /// <summary>Initializes a new instance of the <see cref="WithinCharacterState"/> class, for a character that leads to a given state.</summary>
    public WithinCharacterState(EncodedAutomaton automaton, int target, int count, CharacterPart part, int left)
    {
        _automaton = automaton;
        _target = target;
        _count = count;
        _part = part;
        _left = left;
    }

    /// <inheritdoc/>
    public override bool CanEnd => false;

    /// <inheritdoc/>
    public override bool CanContinue => true;

    /// <inheritdoc/>
    public override TextConstraintState? Advance(byte value) => _part switch
    {
        CharacterPart.Utf8 => (value & 0xC0) == 0x80 ? Narrow(value & 0x3F, 6 * (_left - 1)) : null,
        CharacterPart.Escape => value == 'u'
            ? _automaton.Within(_from, _count, CharacterPart.Hex, 4, 0, 0xFFFF)
            : EscapeLetters.IndexOf((char)value, StringComparison.Ordinal) is >= 0 and int index ? _automaton.AfterAscii(_from, _count, (byte)EscapedCharacters[index]) : null,
        CharacterPart.Hex => char.IsAsciiHexDigit((char)value) ? Narrow(Digit(value), 4 * (_left - 1)) : null,
        CharacterPart.LowBackslash => value == '\\' ? Same(CharacterPart.LowU, 4) : null,
        CharacterPart.LowU => value == 'u' ? Same(CharacterPart.LowHex, 4) : null,
        _ when _left == 4 => value is (byte)'d' or (byte)'D' ? Same(CharacterPart.LowHex, 3) : null,
        _ when _left == 3 => char.IsAsciiHexDigit((char)value) && Digit(value) >= 0xC ? Narrow(Digit(value) - 0xC, 8) : null,
        _ => char.IsAsciiHexDigit((char)value) ? Narrow(Digit(value), 4 * (_left - 1)) : null,
    };

    /// <inheritdoc/>
    public override byte[] FindShortestCompletion()
    {
        if (_target != DeterministicAutomaton.None)
        {
            // Any character does: one whose last bytes and digits have the least values.
            int any = _part == CharacterPart.Utf8 ? 0x40000 : _part == CharacterPart.Hex ? 0 : 0x10000;
            return [.. Rest(any), .. _automaton.Shortest.From(_target, _count)];
        }

        IEnumerable<(int Character, byte[] Bytes)> ways = _automaton.Shortest.Nearest(_from, _count, _first, _last) is int nearest ? [(nearest, Rest(nearest))] : [];
        if (_part == CharacterPart.Escape)
        {
            ways = [.. ways, .. EscapeLetters.Select((letter, index) => ((int)EscapedCharacters[index], new[] { (byte)letter }))];
            ways = _automaton.Shortest.Nearest(_from, _count, 0, 0xFFFF) is int escaped ? ways.Append((escaped, Rest(escaped))) : ways;
        }
        else if (_part == CharacterPart.Hex && _last >= 0xD800 && _first < 0xDC00)
        {
            // The first digits may be those of a high surrogate.
            (int above, int lastAbove) = EncodedAutomaton.Above(_first, _last);
            ways = _automaton.Shortest.Nearest(_from, _count, above, lastAbove) is int pair ? ways.Append((pair, Rest(pair))) : ways;
        }

        (byte[] bytes, int next) = ways.Select(way => (way.Bytes, Next: _automaton.Characters.Next(_from, way.Character)))
            .Where(way => _automaton.IsAllowed(way.Next, _count + 1))
            .MinBy(way => way.Bytes.Length + _automaton.Shortest.Distance(way.Next, _count + 1));
        return [.. bytes, .. _automaton.Shortest.From(next, _count + 1)];
    }

    // The bytes and digits of a character that are not yet written.
    private byte[] Rest(int character)
    {
        string text = char.ConvertFromUtf32(character);
        if (_part == CharacterPart.Utf8)
        {
            return System.Text.Encoding.UTF8.GetBytes(text)[^_left..];
        }

        string escaped = string.Concat(text.Select(unit => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}")));
        int written = _part switch
        {
            CharacterPart.Escape => 1,
            CharacterPart.Hex => 6 - _left,
            CharacterPart.LowBackslash => 6,
            CharacterPart.LowU => 7,
            _ => 12 - _left,
        };
        return System.Text.Encoding.UTF8.GetBytes(escaped[written..]);
    }

    private static int Digit(byte value) => value <= '9' ? value - '0' : (value | 0x20) - 'a' + 10;

    private WithinCharacterState Same(CharacterPart part, int left) => _target == DeterministicAutomaton.None
        ? new(_automaton, _from, _count, part, left, _first, _last)
        : _automaton.Between(_target, _count)!.Before(part, left);

    private TextConstraintState? Narrow(int digit, int shift)
    {
        if (_target != DeterministicAutomaton.None)
        {
            BetweenCharactersState after = _automaton.Between(_target, _count)!;
            return _left == 1 ? after : after.Before(_part, _left - 1);
        }

        // The code points of the character begin at a multiple of their number, of which some may be left out.
        int bits = _part == CharacterPart.Utf8 ? 6 : _part == CharacterPart.LowHex && _left == 3 ? 2 : 4;
        int block = _first & ~((1 << (shift + bits)) - 1);
        int first = Math.Max(_first, block + (digit << shift));
        int last = Math.Min(_last, block + ((digit + 1) << shift) - 1);
        return first > last ? null : _automaton.Within(_from, _count, _part, _left - 1, first, last);
    }
}
