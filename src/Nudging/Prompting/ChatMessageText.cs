using Microsoft.Extensions.AI;

namespace Nudging.Prompting;

/// <summary>Reads what chat messages say.</summary>
internal static class ChatMessageText
{
    /// <summary>Refuses a message that holds what no prompt has a place for, or has a role that none has.</summary>
    /// <param name="message">The message.</param>
    /// <exception cref="NotSupportedException">It does.</exception>
    public static void Check(ChatMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);

        if (message.Role != ChatRole.System && message.Role != ChatRole.User && message.Role != ChatRole.Assistant && message.Role != ChatRole.Tool)
        {
            throw new NotSupportedException($"A message has the role '{message.Role}'; only system, user, assistant and tool messages can be put into a prompt.");
        }

        CheckContents(message);
    }

    /// <summary>Refuses a message that holds what no prompt has a place for.</summary>
    /// <param name="message">The message.</param>
    /// <exception cref="NotSupportedException">It does.</exception>
    public static void CheckContents(ChatMessage message)
    {
        if (message.Contents.FirstOrDefault(content => content is not (TextContent or TextReasoningContent or FunctionCallContent or FunctionResultContent)) is { } other)
        {
            throw new NotSupportedException(
                $"A {message.Role} message holds {other.GetType().Name}; only text, reasoning, function calls and function results can be put into a prompt.");
        }
    }

    /// <summary>Joins the text contents of a message.</summary>
    /// <param name="message">The message.</param>
    public static string Of(ChatMessage message) => string.Concat(message.Contents.OfType<TextContent>().Select(content => content.Text));
}
