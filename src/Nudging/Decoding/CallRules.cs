using Nudging.ToolCalls;

namespace Nudging.Decoding;

/// <summary>How the procedure treats tool calls.</summary>
/// <param name="Syntax">The syntax of the calls.</param>
/// <param name="IsOffered">Tells whether a function of a name is offered.</param>
/// <param name="AlignedLeads">Whether the aligned model writes calls alone.</param>
/// <param name="EndsAfterFirst">Whether the first call ends the output.</param>
internal sealed record CallRules(ToolCallSyntax Syntax, Predicate<string> IsOffered, bool AlignedLeads, bool EndsAfterFirst)
{
    /// <summary>Gets the special tokens that a model must show as text, so that calls can be recognised.</summary>
    public IReadOnlyList<string> Markers => Syntax.Markers;

    /// <summary>Creates a scanner for one output.</summary>
    public ToolCallScanner CreateScanner() => new(Syntax, IsOffered);
}
