namespace Nudging.Prompting;

/// <summary>A form in which tool calls are given to a template. Templates differ in the forms that they read.</summary>
/// <param name="HasContent">Whether a message with calls and without text has empty content rather than no content.</param>
/// <param name="HasTextArguments">Whether the arguments are JSON in a string rather than an object.</param>
internal sealed record TemplateToolCallForm(bool HasContent, bool HasTextArguments)
{
    private static readonly TemplateToolCallForm[] Plain = [new(HasContent: true, HasTextArguments: false), new(false, false), new(true, true), new(false, true)];

    /// <summary>Gets a value indicating whether calls get numbered identifiers of nine characters instead of their own identifiers.</summary>
    public bool HasNumberedIdentifiers { get; init; }

    /// <summary>Gets a value indicating whether a message with calls omits its text.</summary>
    public bool OmitsText { get; init; }

    /// <summary>Gets the forms in the order in which they are tried.</summary>
    public static IReadOnlyList<TemplateToolCallForm> All { get; } =
    [
        .. Plain,
        .. Plain.Select(form => form with { HasNumberedIdentifiers = true }),
        .. Plain.Select(form => form with { OmitsText = true }),
        .. Plain.Select(form => form with { HasNumberedIdentifiers = true, OmitsText = true }),
    ];
}
