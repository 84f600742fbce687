namespace Nudging.Chat;

/// <summary>The style of the base model's prompts.</summary>
public enum BasePromptStyle
{
    /// <summary>Plain text, as published: for a base model without a chat template.</summary>
    PlainText,

    /// <summary>The aligned model's prompt: for a base model that was trained on chats in the same template, and for two models of one family.</summary>
    AlignedTemplate,
}
