using System.Text;
using Microsoft.Extensions.AI;

namespace Nudging.Prompting;

/// <summary>Writes a conversation in ChatML: <c>&lt;|im_start|&gt;role</c>, the text, <c>&lt;|im_end|&gt;</c>, and an open assistant turn.</summary>
/// <remarks>
/// For a model that was trained on ChatML and brings no template. Texts are inserted as they are, as the published
/// template does: a user who may write <c>&lt;|im_end|&gt;</c> can end a turn. Remove such markers from text you do not
/// trust. Thread safe.
/// </remarks>
public sealed class ChatMLPromptFormatter : IChatPromptFormatter
{
    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">A message holds something other than text, or has another role than system, user and assistant.</exception>
    public string Format(IEnumerable<ChatMessage> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);

        var prompt = new StringBuilder();
        foreach (ChatMessage message in messages)
        {
            prompt.Append("<|im_start|>").Append(message.Role.Value).Append('\n')
                .Append(ChatMessageText.Of(message)).Append("<|im_end|>\n");
        }

        return prompt.Append("<|im_start|>assistant\n").ToString();
    }
}
