using Microsoft.Extensions.AI;

namespace Nudging.Prompting;

/// <summary>Turns chat messages into the prompt of one model.</summary>
public interface IChatPromptFormatter
{
    /// <summary>Formats a conversation so that the model writes the next answer.</summary>
    /// <param name="messages">The messages, oldest first.</param>
    /// <returns>The prompt.</returns>
    string Format(IEnumerable<ChatMessage> messages);
}
