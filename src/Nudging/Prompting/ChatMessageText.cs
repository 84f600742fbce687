using Microsoft.Extensions.AI;

namespace Nudging.Prompting;

/// <summary>Reads chat messages that hold nothing but text.</summary>
internal static class ChatMessageText
{
    /// <summary>Joins the text contents of a message.</summary>
    /// <param name="message">The message.</param>
    /// <returns>The text.</returns>
    /// <exception cref="NotSupportedException">The message holds another kind of content, or has a role that no prompt has a place for.</exception>
    public static string Of(ChatMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);

        if (message.Role != ChatRole.System && message.Role != ChatRole.User && message.Role != ChatRole.Assistant)
        {
            throw new NotSupportedException($"A message has the role '{message.Role}'; only system, user and assistant messages can be put into a prompt.");
        }

        if (message.Contents.FirstOrDefault(content => content is not TextContent) is { } other)
        {
            throw new NotSupportedException($"A {message.Role} message holds {other.GetType().Name}; only TextContent can be put into a prompt.");
        }

        return string.Concat(message.Contents.Cast<TextContent>().Select(content => content.Text));
    }
}
