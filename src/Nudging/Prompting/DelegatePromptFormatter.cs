using Microsoft.Extensions.AI;

namespace Nudging.Prompting;

/// <summary>Writes a conversation with a delegate.</summary>
/// <remarks>Thread safe if the delegate is.</remarks>
public sealed class DelegatePromptFormatter : IChatPromptFormatter
{
    private readonly Func<IEnumerable<ChatMessage>, string> _format;

    /// <summary>Initializes a new instance of the <see cref="DelegatePromptFormatter"/> class.</summary>
    /// <param name="format">Formats the messages, oldest first, as a prompt that ends where the answer begins. Several threads may call the delegate at once.</param>
    public DelegatePromptFormatter(Func<IEnumerable<ChatMessage>, string> format)
    {
        ArgumentNullException.ThrowIfNull(format);
        _format = format;
    }

    /// <inheritdoc/>
    public string Format(IEnumerable<ChatMessage> messages, IReadOnlyList<AITool>? tools = null)
    {
        ArgumentNullException.ThrowIfNull(messages);
        return _format(messages);
    }
}
