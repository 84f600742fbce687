using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;
using Nudging.Decoding;
using Nudging.Prompting;

namespace Nudging.Chat;

/// <summary>The settings of a <see cref="NudgingChatClient"/>: those of the procedure, and how prompts are written.</summary>
/// <remarks>Each property checks its value when it is set. The client reads them when it is created.</remarks>
public class NudgingChatClientOptions : NudgingOptions
{
    private string _answerStart = "";
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
        _questionPrefix = other._questionPrefix;
        _answerStart = other._answerStart;
        ContextReducer = other.ContextReducer;
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
