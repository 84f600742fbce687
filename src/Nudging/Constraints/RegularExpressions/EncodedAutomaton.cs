namespace Nudging.Constraints.RegularExpressions;

/// <summary>An automaton over characters as an automaton over bytes: the characters in UTF-8, or in a JSON string with its quotation marks and escapes.</summary>
internal sealed class EncodedAutomaton
{
    // Without a maximum length, the states; with a maximum length, states are created as needed.
    private readonly BetweenCharactersState[] _states;
    private readonly int[] _asciiClasses;
    private readonly int _maximum;
    private readonly Lazy<ShortestTexts> _shortest;

    private EncodedAutomaton(DeterministicAutomaton characters, bool isJson, int maximum = int.MaxValue)
    {
        Characters = characters;
        IsJson = isJson;
        _maximum = maximum < characters.LongestLength ? maximum : int.MaxValue;
        _asciiClasses = [.. Enumerable.Range(0, 128).Select(characters.Classes.Of)];
        _states = _maximum < int.MaxValue ? [] : [.. Enumerable.Range(0, characters.Count).Select(state => new BetweenCharactersState(this, state, 0))];
        _shortest = new(() => new(this));
    }

    /// <summary>Gets the automaton over characters.</summary>
    public DeterministicAutomaton Characters { get; }

    /// <summary>Gets a value indicating whether the characters are in a JSON string.</summary>
    public bool IsJson { get; }

    /// <summary>Gets the shortest texts from each state to the end.</summary>
    public ShortestTexts Shortest => _shortest.Value;

    /// <summary>Gets a value indicating whether the number of characters is limited.</summary>
    public bool IsCounted => _maximum < int.MaxValue;

    /// <summary>Creates the state before a text in UTF-8.</summary>
    public static TextConstraintState StartOfText(DeterministicAutomaton characters) => new EncodedAutomaton(characters, isJson: false).Between(DeterministicAutomaton.Start, 0)!;

    /// <summary>Creates the state before a JSON string.</summary>
    /// <param name="characters">The automaton over the characters of the string.</param>
    /// <param name="maximum">The maximum number of characters.</param>
    /// <returns>The state; <see langword="null"/> where no string fits.</returns>
    public static TextConstraintState? StartOfJsonString(DeterministicAutomaton characters, int maximum = int.MaxValue) =>
        characters.LengthsToEnd[DeterministicAutomaton.Start] <= maximum ? new BeforeStringState(new EncodedAutomaton(characters, isJson: true, maximum)) : null;

    /// <summary>Gets the number of characters that may still follow.</summary>
    public int Left(int count) => IsCounted ? _maximum - count : int.MaxValue;

    /// <summary>Tells whether a text can end after a number of characters in a state.</summary>
    public bool IsAllowed(int state, int count) => state != DeterministicAutomaton.None && (!IsCounted || Characters.LengthsToEnd[state] <= _maximum - count);

    /// <summary>Tells whether a character may follow after a number of characters in a state.</summary>
    public bool CanContinue(int state, int count)
    {
        bool canContinue = Characters.CanContinue(state) && !IsCounted;
        for (int reads = 0; IsCounted && !canContinue && reads < Characters.Classes.Count; reads++)
        {
            canContinue = IsAllowed(Characters.NextByClass(state, reads), count + 1);
        }

        return canContinue;
    }

    /// <summary>Gets the state between two characters; <see langword="null"/> where the text cannot end after the state.</summary>
    /// <param name="state">The state of the automaton over characters.</param>
    /// <param name="count">The number of characters, which counts only where the number is limited.</param>
    public BetweenCharactersState? Between(int state, int count) => !IsAllowed(state, count) ? null : IsCounted ? new(this, state, count) : _states[state];

    /// <summary>Gets the state after an ASCII character.</summary>
    public BetweenCharactersState? AfterAscii(int state, int count, byte character) => Between(Characters.NextByClass(state, _asciiClasses[character]), count + 1);

    /// <summary>Creates the state within a character.</summary>
    /// <param name="from">The state before the character.</param>
    /// <param name="count">The number of characters before the character.</param>
    /// <param name="part">The part of the character that comes next.</param>
    /// <param name="left">The number of bytes or digits that the part still has.</param>
    /// <param name="first">The first code point that the character may still be.</param>
    /// <param name="last">The last code point that the character may still be.</param>
    /// <returns>The state; <see langword="null"/> where none of the code points is allowed.</returns>
    public TextConstraintState? Within(int from, int count, CharacterPart part, int left, int first, int last)
    {
        // In an escape, a high surrogate stands for the characters beyond U+FFFF whose escapes begin with the surrogate.
        bool hasSurrogates = part == CharacterPart.Hex && first < 0xE000 && last >= 0xD800;
        if (hasSurrogates && left == 0)
        {
            int above = 0x10000 + ((first - 0xD800) << 10);
            return first < 0xDC00 ? Within(from, count, CharacterPart.LowBackslash, 4, above, above + 0x3FF) : null;
        }

        if (left == 0)
        {
            return Between(Characters.Next(from, first), count + 1);
        }

        int target = CommonTarget(from, count, first, last, out bool isAllowed);
        if (hasSurrogates && first < 0xDC00)
        {
            (int above, int lastAbove) = Above(first, last);
            _ = CommonTarget(from, count, above, lastAbove, out bool isAllowedAbove);
            isAllowed |= isAllowedAbove;
        }

        // Where all characters lead to one state and all bytes are allowed, the state does not depend on the characters.
        int size = part == CharacterPart.Utf8 ? 1 << (6 * left) : last - first + 1;
        return !isAllowed ? null
            : target != DeterministicAutomaton.None && !hasSurrogates && last - first + 1 == size ? Between(target, count + 1)!.Before(part, left)
            : new WithinCharacterState(this, from, count, part, left, first, last);
    }

    /// <summary>Gets the characters beyond U+FFFF whose high surrogates are in a range.</summary>
    public static (int First, int Last) Above(int first, int last) =>
        (0x10000 + (Math.Max(0, first - 0xD800) << 10), 0x10000 + ((Math.Min(last, 0xDBFF) - 0xD800) << 10) + 0x3FF);

    // Gets the state to which all characters of a range lead, if any, and whether a character of the range is allowed.
    private int CommonTarget(int from, int count, int first, int last, out bool isAllowed)
    {
        CharacterClasses classes = Characters.Classes;
        int interval = classes.IntervalOf(first);
        int common = Target(from, count, classes.Interval(interval).Class);
        isAllowed = common != DeterministicAutomaton.None;
        for (interval++; interval < classes.IntervalCount && classes.Interval(interval) is var (start, _, reads) && start <= last; interval++)
        {
            int target = Target(from, count, reads);
            isAllowed |= target != DeterministicAutomaton.None;
            common = target == common ? common : DeterministicAutomaton.None;
            if (isAllowed && common == DeterministicAutomaton.None)
            {
                break;
            }
        }

        return common;
    }

    private int Target(int from, int count, int reads) =>
        Characters.NextByClass(from, reads) is int next && IsAllowed(next, count + 1) ? next : DeterministicAutomaton.None;
}
