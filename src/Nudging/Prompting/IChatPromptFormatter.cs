using Microsoft.Extensions.AI;
using Nudging.Models;

namespace Nudging.Prompting;

/// <summary>Converts chat messages to the prompt of one model.</summary>
public interface IChatPromptFormatter
{
    /// <summary>Formats a conversation so that the model writes the next answer, or calls a function.</summary>
    /// <param name="messages">The messages, oldest first.</param>
    /// <param name="tools">The functions that the model may call; <see langword="null"/> or empty for none.</param>
    /// <returns>The prompt. Text of messages, names, and functions is ordinary text of the prompt; all other text is template text.</returns>
    Prompt Format(IEnumerable<ChatMessage> messages, IReadOnlyList<AITool>? tools = null);
}
