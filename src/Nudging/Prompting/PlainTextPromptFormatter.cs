using Microsoft.Extensions.AI;
using Nudging.Models;

namespace Nudging.Prompting;

/// <summary>Writes a conversation as plain text, for a model that was not trained on a chat template (arXiv 2410.09300, section 3).</summary>
/// <remarks>
/// A system message is on its own line, a user message is on a line after <see cref="QuestionPrefix"/>, and an earlier
/// answer is on its own line. The prompt ends after a line break, where the next answer begins. Without a system message the
/// prompt begins with the first question. Functions are not listed: a call is left out, and its result is on a line with
/// the call, such as <c>Time_In(city: Berlin): 12:30</c>. A message of the role <c>developer</c> is a system message. Reasoning
/// is left out. Lines of messages that look like a label of the transcript are written as <see cref="LabelLines"/> says. The
/// texts of messages are ordinary text of the prompt. Thread safe once configured.
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

    /// <summary>Gets or sets the treatment of lines in messages and function results that begin with a label of the transcript.</summary>
    /// <value>
    /// The default is <see cref="LabelLineHandling.Indent"/>. The labels are <see cref="QuestionPrefix"/> and <c>Answer:</c>, in any
    /// case. Text without such lines is not changed.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a treatment.</exception>
    public LabelLineHandling LabelLines
    {
        get;
        set => field = OptionGuard.CheckDefined(value);
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">
    /// A message has content other than text, reasoning, function calls and function results, or a role other than system,
    /// developer, user, assistant and tool.
    /// </exception>
    public Prompt Format(IEnumerable<ChatMessage> messages, IReadOnlyList<AITool>? tools = null)
    {
        List<ChatMessage> conversation = SystemMessages.WithDeveloper(messages);
        conversation.ForEach(ChatMessageText.Check);
        Dictionary<string, FunctionCallContent> calls = FunctionTexts.CallsOf(conversation);
        var labels = new TranscriptLabels(LabelLines, QuestionPrefix);
        var prompt = new PromptBuilder();
        foreach (ChatMessage message in conversation)
        {
            foreach (FunctionResultContent result in message.Contents.OfType<FunctionResultContent>())
            {
                prompt.AppendOrdinaryText(labels.Protect(FunctionTexts.LineOf(result, calls))).AppendTemplateText("\n");
            }

            string text = ChatMessageText.Of(message);
            if (text.Length > 0 || message.Contents.All(content => content is TextContent))
            {
                string prefix = message.Role == ChatRole.User ? QuestionPrefix : "";
                bool startsLine = prefix.Length == 0 || prefix[^1] is '\n' or '\r';
                prompt.AppendTemplateText(prefix).AppendOrdinaryText(labels.Protect(text, startsLine)).AppendTemplateText("\n");
            }
        }

        return prompt.ToPrompt();
    }
}
