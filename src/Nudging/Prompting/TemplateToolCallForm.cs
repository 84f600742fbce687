namespace Nudging.Prompting;

/// <summary>A form in which tool calls are given to a template. Templates differ in the forms that they read.</summary>
/// <param name="HasContent">Whether a message of calls without text has empty content, rather than none.</param>
/// <param name="HasTextArguments">Whether the arguments are JSON in a string, rather than an object.</param>
internal sealed record TemplateToolCallForm(bool HasContent, bool HasTextArguments)
{
    private static readonly TemplateToolCallForm[] Plain = [new(HasContent: true, HasTextArguments: false), new(false, false), new(true, true), new(false, true)];

    /// <summary>Gets a value indicating whether calls get numbered identifiers of nine characters instead of their own.</summary>
    public bool HasNumbers { get; init; }

    /// <summary>Gets a value indicating whether a message of calls loses its text.</summary>
    public bool LosesText { get; init; }

    /// <summary>Gets the forms in the order in which they are tried.</summary>
    public static IReadOnlyList<TemplateToolCallForm> All { get; } =
    [
        .. Plain,
        .. Plain.Select(form => form with { HasNumbers = true }),
        .. Plain.Select(form => form with { LosesText = true }),
        .. Plain.Select(form => form with { HasNumbers = true, LosesText = true }),
    ];
}
