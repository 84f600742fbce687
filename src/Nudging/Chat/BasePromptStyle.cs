namespace Nudging.Chat;

/// <summary>How the base model's prompts are written.</summary>
public enum BasePromptStyle
{
    /// <summary>As plain text: for a base model that knows no chat template, which is what nudging was published for.</summary>
    PlainText,

    /// <summary>As the aligned model's prompts: for a base model that has seen such conversations, and for pairs of a family.</summary>
    AlignedTemplate,
}
