using Nudging.Decoding;
using Nudging.Prompting;

namespace Nudging.Chat;

/// <summary>The settings of a <see cref="NudgingChatClient"/>: those of the procedure, and how prompts are written.</summary>
/// <remarks>Each property checks its value when it is set. The client reads them when it is created.</remarks>
public class NudgingChatClientOptions : NudgingOptions
{
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
        BaseFormatter = other.BaseFormatter;
        AlignedFormatter = other.AlignedFormatter;
        AlignedLeadsToolCalls = other.AlignedLeadsToolCalls;
        _toolCallFormat = other._toolCallFormat;
        _questionPrefix = other._questionPrefix;
        _answerStart = other._answerStart;
    }

    /// <summary>Gets or sets what writes the base model's prompts.</summary>
    /// <value>The default is <see langword="null"/>: a <see cref="PlainTextPromptFormatter"/> with <see cref="QuestionPrefix"/>.</value>
    public IChatPromptFormatter? BaseFormatter { get; set; }

    /// <summary>Gets or sets what writes the aligned model's prompts.</summary>
    /// <value>The default is <see langword="null"/>: the formatter for the chat template that the model comes with.</value>
    public IChatPromptFormatter? AlignedFormatter { get; set; }

    /// <summary>Gets or sets what stands before each user message in the base model's prompt, unless <see cref="BaseFormatter"/> is set.</summary>
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

    /// <inheritdoc/>
    public override NudgingChatClientOptions Clone() => new(this);
}
