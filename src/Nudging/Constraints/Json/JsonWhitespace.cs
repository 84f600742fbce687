using Nudging.Constraints.Grammar;

namespace Nudging.Constraints.Json;

/// <summary>The white space of JSON documents: one space, or a line break and an indentation. The limit makes each document end.</summary>
internal static class JsonWhitespace
{
    private const int MaxIndentation = 32;

    /// <summary>Gets the rule of the white space before a member, an item and a closing bracket.</summary>
    public static Rule Gap { get; } = new StateRule(new WhitespaceState(new WhitespaceState(null, null), Indentation()));

    /// <summary>Gets the rule of the white space after a colon.</summary>
    public static Rule Space { get; } = new StateRule(new WhitespaceState(new WhitespaceState(null, null), null));

    private static WhitespaceState Indentation()
    {
        var state = new WhitespaceState(null, null);
        for (int i = 0; i < MaxIndentation; i++)
        {
            state = new(state, null);
        }

        return state;
    }

    private sealed class WhitespaceState(WhitespaceState? afterSpace, WhitespaceState? afterLine) : TextConstraintState
    {
        public override bool CanEnd => true;

        public override bool CanContinue => afterSpace is not null || afterLine is not null;

        public override byte[] FindShortestCompletion() => [];

        public override TextConstraintState? Advance(byte value) => value switch
        {
            (byte)' ' => afterSpace,
            (byte)'\n' => afterLine,
            _ => null,
        };
    }
}
