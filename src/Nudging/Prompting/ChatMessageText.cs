using Microsoft.Extensions.AI;
using Nudging.Models;

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

    /// <summary>Joins the text contents of a message as ordinary text. Contents of <see cref="Content"/> keep their ranges.</summary>
    /// <param name="message">The message.</param>
    public static Prompt PromptOf(ChatMessage message)
    {
        var prompt = new PromptBuilder();
        foreach (TextContent content in message.Contents.OfType<TextContent>())
        {
            prompt.Append(content.RawRepresentation is Prompt ranges && ranges.Text == content.Text ? ranges : Prompt.FromOrdinaryText(content.Text));
        }

        return prompt.ToPrompt();
    }

    /// <summary>Creates a content that a formatter writes, such as the markers of a function call.</summary>
    /// <param name="prompt">The text and its ranges.</param>
    /// <remarks>A raw representation is never part of serialized messages, so that no received message has ranges of template text.</remarks>
    public static TextContent Content(Prompt prompt) => new(prompt.Text) { RawRepresentation = prompt };

    /// <summary>Joins the text contents of a message.</summary>
    /// <param name="message">The message.</param>
    public static string Of(ChatMessage message) => string.Concat(message.Contents.OfType<TextContent>().Select(content => content.Text));
}
