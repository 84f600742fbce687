using Microsoft.Extensions.AI;
using Nudging.Models;

namespace Nudging.Prompting;

/// <summary>Writes a conversation with a delegate.</summary>
/// <remarks>
/// In an interpolated string that the delegate returns, the literals are template text and the holes are ordinary text. In a
/// plain string that the delegate returns, special tokens are recognised everywhere, also in the texts of messages. Thread safe
/// if the delegate is.
/// </remarks>
/// <example>
/// <code>
/// var formatter = new DelegatePromptFormatter(messages =&gt; $"Question: {messages.Last().Text}\nAnswer: ");
/// </code>
/// </example>
public sealed class DelegatePromptFormatter : IChatPromptFormatter
{
    private readonly Func<IEnumerable<ChatMessage>, Prompt> _format;

    /// <summary>Initializes a new instance of the <see cref="DelegatePromptFormatter"/> class.</summary>
    /// <param name="format">Formats the messages, oldest first, as a prompt that ends where the answer begins. Several threads may call the delegate at once.</param>
    public DelegatePromptFormatter(Func<IEnumerable<ChatMessage>, Prompt> format)
    {
        ArgumentNullException.ThrowIfNull(format);
        _format = format;
    }

    /// <inheritdoc/>
    public Prompt Format(IEnumerable<ChatMessage> messages, IReadOnlyList<AITool>? tools = null)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return _format(messages);
    }
}
