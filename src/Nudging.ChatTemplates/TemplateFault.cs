namespace Nudging.ChatTemplates;

/// <summary>What is wrong, thrown where the place in the template is not known yet.</summary>
internal sealed class TemplateFault(string message, bool isRaisedByTemplate = false) : Exception(message)
{
    public bool IsRaisedByTemplate { get; } = isRaisedByTemplate;
}
