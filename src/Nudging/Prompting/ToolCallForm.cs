namespace Nudging.Prompting;

/// <summary>How tool calls are given to a template: templates differ in what they can read.</summary>
/// <param name="HasContent">Whether a message of calls without text has empty content rather than none.</param>
/// <param name="HasTextArguments">Whether the arguments are JSON in a text rather than an object.</param>
internal sealed record ToolCallForm(bool HasContent, bool HasTextArguments)
{
    /// <summary>Gets the forms in the order in which they are tried.</summary>
    public static IReadOnlyList<ToolCallForm> All { get; } =
        [new(HasContent: true, HasTextArguments: false), new(false, false), new(true, true), new(false, true)];
}
