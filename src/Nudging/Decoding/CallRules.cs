using Nudging.ToolCalls;

namespace Nudging.Decoding;

/// <summary>The rules for tool calls in the output.</summary>
/// <param name="Syntax">The syntax of the calls.</param>
/// <param name="IsOffered">Tells whether the request offers a function of a name.</param>
/// <param name="AlignedLeads">Whether the aligned model alone writes calls.</param>
/// <param name="EndsAfterFirst">Whether the first call ends the output.</param>
internal sealed record CallRules(ToolCallSyntax Syntax, Predicate<string> IsOffered, bool AlignedLeads, bool EndsAfterFirst)
{
    /// <summary>Gets the special tokens that must appear as text in the output, so that calls can be recognised.</summary>
    public IReadOnlyList<string> Markers => Syntax.Markers;

    /// <summary>Creates a scanner for one output.</summary>
    public ToolCallScanner CreateScanner() => new(Syntax, IsOffered);
}
