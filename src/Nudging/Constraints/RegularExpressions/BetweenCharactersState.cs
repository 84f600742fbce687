using Nudging.Constraints.Grammar;

namespace Nudging.Constraints.RegularExpressions;

/// <summary>The state of an automaton between two characters.</summary>
/// <param name="automaton">The automaton.</param>
/// <param name="state">The state of the automaton over characters.</param>
/// <param name="count">The number of characters.</param>
internal sealed class BetweenCharactersState(EncodedAutomaton automaton, int state, int count) : TextConstraintState
{
    private static readonly TextConstraintState End = LiteralState.Of("");

    private WithinCharacterState? _escape;

    // The states within a character that leads to this state.
    private WithinCharacterState?[]? _before;

    /// <inheritdoc/>
    public override bool CanEnd => !automaton.IsJson && automaton.Characters.Accepts(state);

    /// <inheritdoc/>
    public override bool CanContinue => automaton.IsJson || automaton.CanContinue(state, count);

    /// <inheritdoc/>
    public override TextConstraintState? Advance(byte value) => value switch
    {
        < 0x80 when !automaton.IsJson => automaton.AfterAscii(state, count, value),
        (byte)'"' => automaton.Characters.Accepts(state) ? End : null,
        (byte)'\\' => automaton.CanContinue(state, count) ? _escape ??= new(automaton, state, count, CharacterPart.Escape, 1, 0, CharacterSet.MaxCodePoint) : null,
        < 0x20 => null,
        < 0x80 => automaton.AfterAscii(state, count, value),
        < 0xC2 => null,
        < 0xE0 => Within(1, (value & 0x1F) << 6),
        < 0xF0 => Within(2, (value & 0x0F) << 12),
        < 0xF5 => Within(3, (value & 0x07) << 18),
        _ => null,
    };

    /// <inheritdoc/>
    public override byte[] FindShortestCompletion() => automaton.Shortest.From(state, count);

    /// <summary>Gets a state within a character that leads to this state, whatever bytes follow.</summary>
    /// <param name="part">The part of the character that comes next.</param>
    /// <param name="left">The number of bytes or digits that the part still has.</param>
    public WithinCharacterState Before(CharacterPart part, int left)
    {
        if (automaton.IsCounted)
        {
            return new(automaton, state, count, part, left);
        }

        _before ??= new WithinCharacterState?[((int)CharacterPart.LowHex * 4) + 4];
        return _before[((int)part * 4) + left - 1] ??= new(automaton, state, count, part, left);
    }

    // The shortest form of a character is the only one in UTF-8.
    private TextConstraintState? Within(int left, int first)
    {
        int last = Math.Min(first + (1 << (6 * left)) - 1, CharacterSet.MaxCodePoint);
        int shortest = left == 2 ? 0x800 : left == 3 ? 0x10000 : 0;
        return automaton.Within(state, count, CharacterPart.Utf8, left, Math.Max(first, shortest), last);
    }
}
