namespace Nudging.ChatTemplates;

/// <summary>An error while a template renders, thrown where the position in the template is not known.</summary>
internal sealed class TemplateRuntimeException(string message, bool isRaisedByTemplate = false) : Exception(message)
{
    public bool IsRaisedByTemplate { get; } = isRaisedByTemplate;
}
