using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;
using Nudging.Decoding;
using Nudging.Models;
using Nudging.Prompting;
using Nudging.ToolCalls;

namespace Nudging.Chat;

/// <summary>The options of the two models' prompts, and of the models' function calls.</summary>
/// <remarks>Each property checks its value when it is set. Not thread safe while it is being changed.</remarks>
public sealed class NudgingPromptOptions
{
    /// <summary>Gets or sets the style of the base model's prompts, unless <see cref="BaseFormatter"/> is set.</summary>
    /// <value>The default is <see cref="BasePromptStyle.PlainText"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a style.</exception>
    public BasePromptStyle BasePrompt
    {
        get;
        set => field = OptionGuard.CheckDefined(value);
    }

    /// <summary>Gets or sets the formatter of the base model's prompts, such as a <see cref="DelegatePromptFormatter"/>.</summary>
    /// <value>The default is <see langword="null"/>: the formatter for <see cref="BasePrompt"/>. Must be thread safe.</value>
    public IChatPromptFormatter? BaseFormatter { get; set; }

    /// <summary>Gets or sets the formatter of the aligned model's prompts.</summary>
    /// <value>The default is <see langword="null"/>: the formatter for the chat template of the model. Must be thread safe.</value>
    public IChatPromptFormatter? AlignedFormatter { get; set; }

    /// <summary>Gets or sets the text before each user message in the base model's plain prompt.</summary>
    /// <value>The default is <c>"Question: "</c>. May be empty.</value>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    public string QuestionPrefix
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = PlainTextPromptFormatter.DefaultQuestionPrefix;

    /// <summary>Gets or sets the treatment of lines in messages that begin with a label of the base model's plain prompt.</summary>
    /// <value>The default is <see cref="LabelLineHandling.Indent"/>. Without effect where <see cref="BaseFormatter"/> is set.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a treatment.</exception>
    public LabelLineHandling LabelLines
    {
        get;
        set => field = OptionGuard.CheckDefined(value);
    }

    /// <summary>Gets or sets a value indicating whether special tokens are recognised in the texts of messages, functions and results.</summary>
    /// <value>
    /// The default is <see langword="false"/>: a special token in such a text is ordinary text. With <see langword="true"/>,
    /// whoever writes a message, a document or a result can write control tokens, such as the end of a turn. Set the
    /// value only where each text comes from the application.
    /// </value>
    public bool AllowSpecialTokens { get; set; }

    /// <summary>Gets or sets a beginning of the answer that both prompts end with. The answer that is returned does not contain it.</summary>
    /// <value>The default is empty.</value>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    public string AnswerStart
    {
        get;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            field = value;
        }
    } = "";

    /// <summary>Gets or sets the syntax in which the aligned model calls functions.</summary>
    /// <value>The default is <see langword="null"/>: the syntax of the model's chat template, or <see cref="ToolCallFormat.Json"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a format.</exception>
    public ToolCallFormat? ToolCallFormat
    {
        get;
        set => field = value is { } format ? OptionGuard.CheckDefined(format) : null;
    }

    /// <summary>Gets or sets a value indicating whether the aligned model alone writes each function call.</summary>
    /// <value>
    /// The default is <see langword="true"/>: the base model knows neither the syntax nor the functions. With
    /// <see langword="false"/>, the published procedure decides at each word. Without effect where a request offers no functions.
    /// </value>
    public bool AlignedLeadsToolCalls { get; set; } = true;

    /// <summary>Gets or sets the reducer that shortens a chat that is too long for the models.</summary>
    /// <value>
    /// The default is <see langword="null"/>: none. A chat whose prompts leave no room for an answer then fails with a
    /// <see cref="ContextLengthExceededException"/> before the first forward pass. A reducer is called once for each request
    /// whose prompts leave less room than <see cref="NudgingOptions.MaxOutputTokens"/>, or than half of a context if that is
    /// less; the shortened chat is answered if at least one token fits. Must be thread safe.
    /// </value>
    [Experimental("MEAI001")]
    public IChatReducer? ContextReducer { get; set; }
}
