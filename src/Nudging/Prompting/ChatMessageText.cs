using Microsoft.Extensions.AI;

namespace Nudging.Prompting;

/// <summary>Reads the text of chat messages, and refuses messages that a prompt cannot express.</summary>
internal static class ChatMessageText
{
    /// <summary>Refuses a message with a role or a content that a prompt cannot express.</summary>
    /// <param name="message">The message.</param>
    /// <exception cref="NotSupportedException">The role or a content is not supported.</exception>
    public static void Check(ChatMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);

        if (message.Role != ChatRole.System && message.Role != ChatRole.User && message.Role != ChatRole.Assistant && message.Role != ChatRole.Tool)
        {
            throw new NotSupportedException($"A message has the role '{message.Role}'; it must be system, developer, user, assistant or tool.");
        }

        CheckContents(message);
    }

    /// <summary>Refuses a message with a content that a prompt cannot express.</summary>
    /// <param name="message">The message.</param>
    /// <exception cref="NotSupportedException">A content is not supported.</exception>
    public static void CheckContents(ChatMessage message)
    {
        if (message.Contents.FirstOrDefault(content => content is not (TextContent or TextReasoningContent or FunctionCallContent or FunctionResultContent)) is { } other)
        {
            throw new NotSupportedException(
                $"A {message.Role} message has {other.GetType().Name} content; only text, reasoning, function calls and function results are supported.");
        }
    }

    /// <summary>Joins the text contents of a message.</summary>
    /// <param name="message">The message.</param>
    public static string Of(ChatMessage message) => string.Concat(message.Contents.OfType<TextContent>().Select(content => content.Text));
}
