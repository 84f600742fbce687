namespace Nudging.Constraints.RegularExpressions;

/// <summary>An automaton over characters as an automaton over bytes: the characters in UTF-8, or in a JSON string with its quotation marks and escapes.</summary>
internal sealed class EncodedAutomaton
{
    private readonly BetweenCharactersState[] _states;
    private readonly int[] _asciiClasses;
    private readonly Lazy<ShortestTexts> _shortest;

    private EncodedAutomaton(DeterministicAutomaton characters, bool isJson)
    {
        Characters = characters;
        IsJson = isJson;
        _asciiClasses = [.. Enumerable.Range(0, 128).Select(characters.Classes.Of)];
        _states = [.. Enumerable.Range(0, characters.Count).Select(state => new BetweenCharactersState(this, state))];
        _shortest = new(() => new(this));
    }

    /// <summary>Gets the automaton over characters.</summary>
    public DeterministicAutomaton Characters { get; }

    /// <summary>Gets a value indicating whether the characters are in a JSON string.</summary>
    public bool IsJson { get; }

    /// <summary>Gets the shortest texts from each state to the end.</summary>
    public ShortestTexts Shortest => _shortest.Value;

    /// <summary>Creates the state before a text in UTF-8.</summary>
    public static TextConstraintState StartOfText(DeterministicAutomaton characters) => new EncodedAutomaton(characters, isJson: false).Between(DeterministicAutomaton.Start)!;

    /// <summary>Creates the state before a JSON string.</summary>
    public static TextConstraintState StartOfJsonString(DeterministicAutomaton characters) => new BeforeStringState(new EncodedAutomaton(characters, isJson: true));

    /// <summary>Gets the state between two characters; <see langword="null"/> for <see cref="DeterministicAutomaton.None"/>.</summary>
    public BetweenCharactersState? Between(int state) => state == DeterministicAutomaton.None ? null : _states[state];

    /// <summary>Gets the state after an ASCII character.</summary>
    public BetweenCharactersState? AfterAscii(int state, byte character) => Between(Characters.NextByClass(state, _asciiClasses[character]));

    /// <summary>Creates the state within a character.</summary>
    /// <param name="from">The state before the character.</param>
    /// <param name="part">The part of the character that comes next.</param>
    /// <param name="left">The number of bytes or digits that the part still has.</param>
    /// <param name="first">The first code point that the character may still be.</param>
    /// <param name="last">The last code point that the character may still be.</param>
    /// <returns>The state; <see langword="null"/> where none of the code points is allowed.</returns>
    public TextConstraintState? Within(int from, CharacterPart part, int left, int first, int last)
    {
        // In an escape, a high surrogate stands for the characters beyond U+FFFF whose escapes begin with the surrogate.
        bool hasSurrogates = part == CharacterPart.Hex && first < 0xE000 && last >= 0xD800;
        if (hasSurrogates && left == 0)
        {
            int above = 0x10000 + ((first - 0xD800) << 10);
            return first < 0xDC00 ? Within(from, CharacterPart.LowBackslash, 4, above, above + 0x3FF) : null;
        }

        if (left == 0)
        {
            return Between(Characters.Next(from, first));
        }

        int target = CommonTarget(from, first, last, out bool isAllowed);
        if (hasSurrogates && last >= 0xD800 && first < 0xDC00)
        {
            int above = 0x10000 + ((Math.Max(0, first - 0xD800)) << 10);
            _ = CommonTarget(from, above, 0x10000 + ((Math.Min(last, 0xDBFF) - 0xD800) << 10) + 0x3FF, out bool isAllowedAbove);
            isAllowed |= isAllowedAbove;
        }

        // Where all characters lead to one state and all bytes are allowed, the state does not depend on the characters.
        int size = part == CharacterPart.Utf8 ? 1 << (6 * left) : last - first + 1;
        return !isAllowed ? null
            : target != DeterministicAutomaton.None && !hasSurrogates && last - first + 1 == size ? _states[target].Before(part, left)
            : new WithinCharacterState(this, from, part, left, first, last);
    }

    // Gets the state to which all characters of a range lead, if any, and whether a character of the range is allowed.
    private int CommonTarget(int from, int first, int last, out bool isAllowed)
    {
        CharacterClasses classes = Characters.Classes;
        int interval = classes.IntervalOf(first);
        int common = Characters.NextByClass(from, classes.Interval(interval).Class);
        isAllowed = common != DeterministicAutomaton.None;
        for (interval++; interval < classes.IntervalCount && classes.Interval(interval) is var (start, _, reads) && start <= last; interval++)
        {
            int target = Characters.NextByClass(from, reads);
            isAllowed |= target != DeterministicAutomaton.None;
            common = target == common ? common : DeterministicAutomaton.None;
            if (isAllowed && common == DeterministicAutomaton.None)
            {
                break;
            }
        }

        return common;
    }
}
