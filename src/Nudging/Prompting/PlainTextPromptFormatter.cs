using System.Text;
using Microsoft.Extensions.AI;

namespace Nudging.Prompting;

/// <summary>Writes a conversation as plain text, for a model that was not trained on a chat template (arXiv 2410.09300, section 3).</summary>
/// <remarks>
/// A system message is on its own line, a user message is on a line after <see cref="QuestionPrefix"/>, and an earlier
/// answer is on its own line. The prompt ends after a line break, where the next answer begins. Without a system message the
/// prompt begins with the first question. Functions are not listed: a call is left out, and its result is on a line with
/// the call, such as <c>Time_In(city: Berlin): 12:30</c>. A message of the role <c>developer</c> is a system message. Reasoning
/// is left out. Thread safe once configured.
/// </remarks>
public sealed class PlainTextPromptFormatter : IChatPromptFormatter
{
    /// <summary>The default <see cref="QuestionPrefix"/>.</summary>
    public const string DefaultQuestionPrefix = "Question: ";

    private string _questionPrefix = DefaultQuestionPrefix;

    /// <summary>Gets or sets the text before each user message.</summary>
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
    /// <exception cref="NotSupportedException">
    /// A message has content other than text, reasoning, function calls and function results, or a role other than system,
    /// developer, user, assistant and tool.
    /// </exception>
    public string Format(IEnumerable<ChatMessage> messages, IReadOnlyList<AITool>? tools = null)
    {
        List<ChatMessage> conversation = SystemMessages.WithDeveloper(messages);
        conversation.ForEach(ChatMessageText.Check);
        Dictionary<string, FunctionCallContent> calls = FunctionTexts.CallsOf(conversation);
        var prompt = new StringBuilder();
        foreach (ChatMessage message in conversation)
        {
            foreach (FunctionResultContent result in message.Contents.OfType<FunctionResultContent>())
            {
                prompt.Append(FunctionTexts.LineOf(result, calls)).Append('\n');
            }

            string text = ChatMessageText.Of(message);
            if (text.Length > 0 || message.Contents.All(content => content is TextContent))
            {
                prompt.Append(message.Role == ChatRole.User ? QuestionPrefix : "").Append(text).Append('\n');
            }
        }

        return prompt.ToString();
    }
}
