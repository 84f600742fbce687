using Nudging.ChatTemplates;
using Nudging.Models;
using Nudging.ToolCalls;

namespace Nudging.Prompting;

/// <summary>Finds the prompt formatter of a model.</summary>
public static class ChatPromptFormatters
{
    /// <summary>Gets the formatter for the chat template of an aligned model.</summary>
    /// <param name="model">The model's description.</param>
    /// <param name="toolCallFormat">The format in which the model calls functions; <see langword="null"/> for the format of the model's template.</param>
    /// <returns>The formatter.</returns>
    /// <exception cref="NotSupportedException">The model has no chat template, or the template has a syntax error. <see cref="ChatTemplateCheck"/> also finds templates that fail when they run.</exception>
    public static IChatPromptFormatter ForChatTemplate(LanguageModelInfo model, ToolCallFormat? toolCallFormat = null)
    {
        ArgumentNullException.ThrowIfNull(model);

        if (string.IsNullOrWhiteSpace(model.ChatTemplate))
        {
            throw new NotSupportedException(
                $"The model '{model.Name}' has no chat template. Put its chat_template.jinja into the model folder, " +
                "or set AlignedFormatter to an IChatPromptFormatter that writes its prompts.");
        }

        return new ChatTemplatePromptFormatter(Parse(model, model.ChatTemplate), model.BosToken, model.EosToken)
        {
            ToolCallFormat = toolCallFormat ?? ToolCallFormats.Of(model),
            ToolUseTemplate = string.IsNullOrWhiteSpace(model.ToolUseChatTemplate) ? null : Parse(model, model.ToolUseChatTemplate),
        };
    }

    private static ChatTemplate Parse(LanguageModelInfo model, string template)
    {
        try
        {
            return ChatTemplate.Parse(template);
        }
        catch (ChatTemplateException e)
        {
            throw new NotSupportedException(
                $"The chat template of the model '{model.Name}' cannot be read: {e.Message} " +
                "Set AlignedFormatter to an IChatPromptFormatter that writes its prompts.",
                e);
        }
    }
}
