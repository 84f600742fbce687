using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;

namespace Nudging.Prompting;

/// <summary>Puts system messages where templates without a place for them can take them.</summary>
internal static class SystemMessages
{
    /// <summary>Tells whether a prompt has the text of all system messages.</summary>
    /// <param name="conversation">The messages.</param>
    /// <param name="prompt">The prompt.</param>
    public static bool AreIn(IEnumerable<ChatMessage> conversation, string prompt) =>
        conversation.All(message => message.Role != ChatRole.System || prompt.Contains(message.Text.Trim(), StringComparison.Ordinal));

    /// <summary>Puts each system message before the user message that follows it, or the last one.</summary>
    /// <param name="conversation">The messages.</param>
    /// <param name="folded">The messages without those of the system.</param>
    /// <returns><see langword="false"/> where there is no system or no user message.</returns>
    public static bool TryFold(IReadOnlyList<ChatMessage> conversation, [NotNullWhen(true)] out List<ChatMessage>? folded)
    {
        folded = null;
        if (!conversation.Any(message => message.Role == ChatRole.System) || !conversation.Any(message => message.Role == ChatRole.User))
        {
            return false;
        }

        folded = [];
        List<string> waiting = [];
        foreach (ChatMessage message in conversation)
        {
            if (message.Role == ChatRole.System)
            {
                waiting.Add(message.Text);
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

    private static ChatMessage WithBefore(List<string> texts, ChatMessage message) => texts.Count == 0
        ? message
        : new(message.Role, [new TextContent(string.Concat(texts.Select(text => text + "\n\n"))), .. message.Contents]);
}
