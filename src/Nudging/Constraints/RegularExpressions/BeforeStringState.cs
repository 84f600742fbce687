namespace Nudging.Constraints.RegularExpressions;

/// <summary>The state before a JSON string whose characters an automaton reads.</summary>
/// <param name="automaton">The automaton.</param>
internal sealed class BeforeStringState(EncodedAutomaton automaton) : TextConstraintState
{
    /// <inheritdoc/>
    public override bool CanEnd => false;

    /// <inheritdoc/>
    public override bool CanContinue => true;

    /// <inheritdoc/>
    public override byte[] FindShortestCompletion() => [(byte)'"', .. automaton.Shortest.From(DeterministicAutomaton.Start, 0)];

    /// <inheritdoc/>
    public override TextConstraintState? Advance(byte value) => value == '"' ? automaton.Between(DeterministicAutomaton.Start, 0) : null;
}
