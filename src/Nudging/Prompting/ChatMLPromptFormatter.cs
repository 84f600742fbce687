using Microsoft.Extensions.AI;
using Nudging.Models;
using Nudging.ToolCalls;

namespace Nudging.Prompting;

/// <summary>Writes a conversation in ChatML: <c>&lt;|im_start|&gt;role</c>, the text, <c>&lt;|im_end|&gt;</c>, and the start of an assistant turn.</summary>
/// <remarks>
/// For a model that was trained on ChatML and has no template. The system message lists the functions, which the model calls in
/// the format <see cref="ToolCallFormat.Json"/>; function results become user text. A message of the role <c>developer</c> is a
/// system message. Reasoning is left out. The texts of messages and functions are ordinary text of the prompt: a text with
/// <c>&lt;|im_end|&gt;</c> does not end a turn. Thread safe.
/// </remarks>
public sealed class ChatMLPromptFormatter : IChatPromptFormatter
{
    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">
    /// A message has content other than text, reasoning, function calls and function results, or a role other than system,
    /// developer, user, assistant and tool.
    /// </exception>
    public Prompt Format(IEnumerable<ChatMessage> messages, IReadOnlyList<AITool>? tools = null)
    {
        List<ChatMessage> conversation = SystemMessages.WithDeveloper(messages);
        conversation.ForEach(ChatMessageText.Check);
        var syntax = ToolCallSyntax.Of(ToolCallFormat.Json);
        conversation = FunctionInstructions.WriteAsText(tools is { Count: > 0 } ? FunctionInstructions.Offer(conversation, tools, syntax) : conversation, syntax);
        var prompt = new PromptBuilder();
        foreach (ChatMessage message in conversation)
        {
            prompt.AppendTemplateText("<|im_start|>").AppendTemplateText(message.Role.Value).AppendTemplateText("\n")
                .Append(ChatMessageText.PromptOf(message)).AppendTemplateText("<|im_end|>\n");
        }

        return prompt.AppendTemplateText("<|im_start|>assistant\n").ToPrompt();
    }
}
