namespace Nudging.Constraints.Grammar;

/// <summary>A configuration of the pushdown automaton that reads a grammar.</summary>
/// <param name="State">The state of the automaton that reads the current part.</param>
/// <param name="Next">The top of the stack: the rule that follows the part; <see langword="null"/> at the end of the grammar.</param>
internal readonly record struct GrammarConfiguration(TextConstraintState State, StackFrame? Next);
