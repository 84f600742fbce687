using Nudging.Constraints.Grammar;

namespace Nudging.Constraints.Json;

/// <summary>The white space of JSON documents, bounded so that it comes to an end: a space, or a new line and its indentation.</summary>
internal static class JsonSpace
{
    private const int MostIndentation = 32;

    /// <summary>Gets what may be before a member or an item and before a closing bracket.</summary>
    public static Rule Gap { get; } = new StateRule(new SpaceState(new SpaceState(null, null), Indentation()));

    /// <summary>Gets what may be after a colon.</summary>
    public static Rule Space { get; } = new StateRule(new SpaceState(new SpaceState(null, null), null));

    private static SpaceState Indentation()
    {
        var state = new SpaceState(null, null);
        for (int i = 0; i < MostIndentation; i++)
        {
            state = new(state, null);
        }

        return state;
    }

    private sealed class SpaceState(SpaceState? afterSpace, SpaceState? afterLine) : TextConstraintState
    {
        public override bool CanEnd => true;

        public override bool CanContinue => afterSpace is not null || afterLine is not null;

        public override TextConstraintState? Advance(byte value) => value switch
        {
            (byte)' ' => afterSpace,
            (byte)'\n' => afterLine,
            _ => null,
        };
    }
}
