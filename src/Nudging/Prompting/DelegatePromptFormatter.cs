using Microsoft.Extensions.AI;

namespace Nudging.Prompting;

/// <summary>Writes a conversation by a function of the caller's.</summary>
/// <remarks>As thread safe as the function.</remarks>
public sealed class DelegatePromptFormatter : IChatPromptFormatter
{
    private readonly Func<IEnumerable<ChatMessage>, string> _format;

    /// <summary>Initializes a new instance of the <see cref="DelegatePromptFormatter"/> class.</summary>
    /// <param name="format">Makes a prompt of the messages, oldest first, that ends where the answer begins. It may be called at once from several threads.</param>
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
