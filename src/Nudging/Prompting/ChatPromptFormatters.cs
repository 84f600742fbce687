using Nudging.Models;

namespace Nudging.Prompting;

/// <summary>Finds the prompt formatter of a model.</summary>
public static class ChatPromptFormatters
{
    /// <summary>Gets the formatter for the chat template of an aligned model.</summary>
    /// <param name="model">What is known about the model.</param>
    /// <returns>The formatter.</returns>
    /// <exception cref="NotSupportedException">The model has no chat template, or one that is not known here.</exception>
    public static IChatPromptFormatter ForChatTemplate(LanguageModelInfo model)
    {
        ArgumentNullException.ThrowIfNull(model);

        if (string.IsNullOrWhiteSpace(model.ChatTemplate))
        {
            throw new NotSupportedException(
                $"The model '{model.Name}' has no chat template. Set AlignedFormatter to an IChatPromptFormatter that writes its prompts.");
        }

        return ChatMLPromptFormatter.Implements(model.ChatTemplate)
            ? new ChatMLPromptFormatter()
            : throw new NotSupportedException(
                $"The chat template of the model '{model.Name}' is not ChatML, the only one known here. " +
                "Set AlignedFormatter to an IChatPromptFormatter that writes its prompts.");
    }
}
