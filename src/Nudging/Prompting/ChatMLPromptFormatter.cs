using System.Text;
using Microsoft.Extensions.AI;
using Nudging.ToolCalls;

namespace Nudging.Prompting;

/// <summary>Writes a conversation in ChatML: <c>&lt;|im_start|&gt;role</c>, the text, <c>&lt;|im_end|&gt;</c>, and an open assistant turn.</summary>
/// <remarks>
/// For a model that was trained on ChatML and brings no template. Functions are offered in the system message, to be
/// called as <see cref="ToolCallFormat.Json"/>; their results are the user's. Reasoning is left out. Texts are inserted as they are, as the published
/// template does: a user who may write <c>&lt;|im_end|&gt;</c> can end a turn. Remove such markers from text you do not
/// trust. Thread safe.
/// </remarks>
public sealed class ChatMLPromptFormatter : IChatPromptFormatter
{
    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">
    /// A message holds something other than text, reasoning, function calls and function results, or has another role
    /// than system, user, assistant and tool.
    /// </exception>
    public string Format(IEnumerable<ChatMessage> messages, IReadOnlyList<AITool>? tools = null)
    {
        List<ChatMessage> conversation = SystemMessages.WithDeveloper(messages);
        conversation.ForEach(ChatMessageText.Check);
        var syntax = ToolCallSyntax.Of(ToolCallFormat.Json);
        conversation = FunctionInstructions.Spell(tools is { Count: > 0 } ? FunctionInstructions.Offer(conversation, tools, syntax) : conversation, syntax);
        var prompt = new StringBuilder();
        foreach (ChatMessage message in conversation)
        {
            prompt.Append("<|im_start|>").Append(message.Role.Value).Append('\n')
                .Append(ChatMessageText.Of(message)).Append("<|im_end|>\n");
        }

        return prompt.Append("<|im_start|>assistant\n").ToString();
    }
}
