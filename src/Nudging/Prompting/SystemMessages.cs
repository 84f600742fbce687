using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;
using Nudging.Models;

namespace Nudging.Prompting;

/// <summary>Finds system messages, and moves the text of system messages that a template does not write.</summary>
internal static class SystemMessages
{
    // The name of the system role in newer models. Microsoft.Extensions.AI has no constant for this role.
    private static readonly ChatRole Developer = new("developer");

    /// <summary>Lists messages, in which messages of the role <c>developer</c> become system messages.</summary>
    /// <param name="messages">The messages; not changed.</param>
    public static List<ChatMessage> WithDeveloper(IEnumerable<ChatMessage> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return [.. messages.Select(AsSystem)];
    }

    /// <summary>Tells whether a prompt has the text of all system messages.</summary>
    /// <param name="conversation">The messages.</param>
    /// <param name="prompt">The prompt.</param>
    public static bool AreIn(IEnumerable<ChatMessage> conversation, string prompt) =>
        conversation.All(message => message.Role != ChatRole.System || prompt.Contains(message.Text.Trim(), StringComparison.Ordinal));

    /// <summary>Moves the text of each system message to the start of the user message that follows, or of the last user message.</summary>
    /// <param name="conversation">The messages.</param>
    /// <param name="folded">The messages without system messages.</param>
    /// <returns><see langword="false"/> where there is no system message or no user message.</returns>
    public static bool TryFold(IReadOnlyList<ChatMessage> conversation, [NotNullWhen(true)] out List<ChatMessage>? folded)
    {
        folded = null;
        if (!conversation.Any(message => message.Role == ChatRole.System) || !conversation.Any(message => message.Role == ChatRole.User))
        {
            return false;
        }

        folded = [];
        List<Prompt> waiting = [];
        foreach (ChatMessage message in conversation)
        {
            if (message.Role == ChatRole.System)
            {
                waiting.Add(ChatMessageText.PromptOf(message));
                continue;
            }

            folded.Add(message.Role == ChatRole.User ? WithBefore(waiting, message) : message);
            if (message.Role == ChatRole.User)
            {
                waiting.Clear();
            }
        }

        int last = folded.FindLastIndex(message => message.Role == ChatRole.User);
        folded[last] = WithBefore(waiting, folded[last]);
        return true;
    }

    private static ChatMessage AsSystem(ChatMessage message)
    {
        if (message?.Role != Developer)
        {
            return message!;
        }

        ChatMessage system = message.Clone();
        system.Role = ChatRole.System;
        return system;
    }

    private static ChatMessage WithBefore(List<Prompt> texts, ChatMessage message) => texts.Count == 0
        ? message
        : new(message.Role, [ChatMessageText.Content(texts.Aggregate(Prompt.Empty, (before, text) => before + text + "\n\n")), .. message.Contents]);
}
