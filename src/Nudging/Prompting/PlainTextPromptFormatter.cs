using System.Text;
using Microsoft.Extensions.AI;

namespace Nudging.Prompting;

/// <summary>Writes a conversation as plain text, for a model that knows no chat template (arXiv 2410.09300, section 3).</summary>
/// <remarks>
/// A system message stands on its own line, a user message on a line after <see cref="QuestionPrefix"/>, and an earlier
/// answer on its own line. The prompt ends after a line break, where the next answer begins. Without a system message
/// nothing stands before the first question. Thread safe once configured.
/// </remarks>
public sealed class PlainTextPromptFormatter : IChatPromptFormatter
{
    /// <summary>The default <see cref="QuestionPrefix"/>.</summary>
    public const string DefaultQuestionPrefix = "Question: ";

    private string _questionPrefix = DefaultQuestionPrefix;

    /// <summary>Gets or sets what is written before the text of each user message.</summary>
    /// <value>The default is <c>"Question: "</c>. May be empty.</value>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    public string QuestionPrefix
    {
        get => _questionPrefix;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _questionPrefix = value;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">A message holds something other than text, or has another role than system, user and assistant.</exception>
    public string Format(IEnumerable<ChatMessage> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);

        var prompt = new StringBuilder();
        foreach (ChatMessage message in messages)
        {
            string text = ChatMessageText.Of(message);
            prompt.Append(message.Role == ChatRole.User ? QuestionPrefix : "").Append(text).Append('\n');
        }

        return prompt.ToString();
    }
}
