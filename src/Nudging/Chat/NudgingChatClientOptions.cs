using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;
using Nudging.Decoding;
using Nudging.Prompting;
using Nudging.ToolCalls;

namespace Nudging.Chat;

/// <summary>The settings of a <see cref="NudgingChatClient"/>: those of the procedure, and how prompts are written.</summary>
/// <remarks>Each property checks its value when it is set. The client reads them when it is created.</remarks>
public class NudgingChatClientOptions : NudgingOptions
{
    private BasePromptStyle _basePrompt;
    private string _answerStart = "";
    private ToolCallFormat? _toolCallFormat;
    private string _questionPrefix = PlainTextPromptFormatter.DefaultQuestionPrefix;

    /// <summary>Initializes a new instance of the <see cref="NudgingChatClientOptions"/> class with the default settings.</summary>
    public NudgingChatClientOptions()
    {
    }

    /// <summary>Initializes a new instance of the <see cref="NudgingChatClientOptions"/> class as a copy of another.</summary>
    /// <param name="other">The settings to copy.</param>
    protected NudgingChatClientOptions(NudgingChatClientOptions other)
        : base(other)
    {
        _basePrompt = other._basePrompt;
        BaseFormatter = other.BaseFormatter;
        AlignedFormatter = other.AlignedFormatter;
        AlignedLeadsToolCalls = other.AlignedLeadsToolCalls;
        _toolCallFormat = other._toolCallFormat;
        _questionPrefix = other._questionPrefix;
        _answerStart = other._answerStart;
        ContextReducer = other.ContextReducer;
    }

    /// <summary>Gets or sets how the base model's prompts are written, unless <see cref="BaseFormatter"/> is set.</summary>
    /// <value>The default is <see cref="BasePromptStyle.PlainText"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a style.</exception>
    public BasePromptStyle BasePrompt
    {
        get => _basePrompt;
        set => _basePrompt = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(value), value, $"{nameof(BasePrompt)} is {value:D}; it must be {nameof(BasePromptStyle.PlainText)} or {nameof(BasePromptStyle.AlignedTemplate)}.");
    }

    /// <summary>Gets or sets what writes the base model's prompts, such as a <see cref="DelegatePromptFormatter"/>.</summary>
    /// <value>The default is <see langword="null"/>: they are written as <see cref="BasePrompt"/> says.</value>
    public IChatPromptFormatter? BaseFormatter { get; set; }

    /// <summary>Gets or sets what writes the aligned model's prompts.</summary>
    /// <value>The default is <see langword="null"/>: the formatter for the chat template that the model comes with.</value>
    public IChatPromptFormatter? AlignedFormatter { get; set; }

    /// <summary>Gets or sets what stands before each user message in the base model's plain prompt.</summary>
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

    /// <summary>Gets or sets a beginning that both prompts end with and that the models go on from. It is not part of the answer.</summary>
    /// <value>The default is empty.</value>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    public string AnswerStart
    {
        get => _answerStart;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _answerStart = value;
        }
    }

    /// <summary>Gets or sets the syntax in which the aligned model calls functions.</summary>
    /// <value>The default is <see langword="null"/>: the one that its chat template is for, or <see cref="ToolCallFormat.Json"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a format.</exception>
    public ToolCallFormat? ToolCallFormat
    {
        get => _toolCallFormat;
        set => _toolCallFormat = value is null || Enum.IsDefined(value.Value)
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(value), value, $"{nameof(ToolCallFormat)} is {value:D}; it must be {string.Join(", ", Enum.GetNames<ToolCallFormat>())} or null.");
    }

    /// <summary>Gets or sets a value indicating whether the aligned model writes a function call alone, from its beginning to its end.</summary>
    /// <value>
    /// The default is <see langword="true"/>: the base model does not know the syntax, nor the functions.
    /// <see langword="false"/> leaves it to the published procedure who writes what. Without effect where a request offers
    /// no functions.
    /// </value>
    public bool AlignedLeadsToolCalls { get; set; } = true;

    /// <summary>Gets or sets what shortens a chat that has become too long for the models.</summary>
    /// <value>
    /// The default is <see langword="null"/>: nothing, so that a chat whose prompts leave no room for an answer fails with a
    /// <see cref="Models.ContextLengthExceededException"/> before any work. A reducer is asked once for each request whose
    /// prompts leave less room than <see cref="NudgingOptions.MaxOutputTokens"/>, or than half of a context where that is
    /// less; what it leaves is answered if at least one token fits. It must be thread safe.
    /// </value>
    [Experimental("MEAI001")]
    public IChatReducer? ContextReducer { get; set; }

    /// <inheritdoc/>
    public override NudgingChatClientOptions Clone() => new(this);
}
