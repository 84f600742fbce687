using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using Nudging.ChatTemplates;
using Nudging.Models;
using Nudging.ToolCalls;

namespace Nudging.Prompting;

/// <summary>Writes a conversation with the model's own chat template.</summary>
/// <remarks>
/// <para>A message of the role <c>developer</c> is a system message. The text of a system message that the template refuses or
/// leaves out is put before the text of the user message that follows, as the authors of such templates do. Tool calls are
/// given in the first form that the template writes: with empty content or none, their arguments as an object or as JSON in a
/// string, with their own identifiers or short ones. Functions, calls or results that the template does not write are
/// written as text. Templates that read content only as a list of parts get such a list.</para>
/// <para>The text that the template itself writes is template text of the prompt, and the text of messages, functions and
/// their results is ordinary text: a message with the template's own markers does not end a turn. Text that a filter of the
/// template makes from both is ordinary text. Thread safe once configured.</para>
/// </remarks>
/// <example>
/// <code>
/// var template = ChatTemplate.Parse(File.ReadAllText("models/aligned/chat_template.jinja"));
/// var formatter = new ChatTemplatePromptFormatter(template, bosToken: "&lt;s&gt;", eosToken: "&lt;/s&gt;")
/// {
///     Variables = new Dictionary&lt;string, object?&gt; { ["enable_thinking"] = false },
/// };
/// Prompt prompt = formatter.Format([new(ChatRole.User, "What is the capital of Peru?")]);
/// </code>
/// </example>
public sealed class ChatTemplatePromptFormatter : IChatPromptFormatter
{
    // The variables whose strings are special tokens.
    private static readonly string[] SpecialTokenVariables = ["bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"];

    private readonly ChatTemplate _template;
    private readonly string? _bosToken;
    private readonly string? _eosToken;
    private readonly ToolCallFormat _toolCallFormat = ToolCallFormat.Json;

    private readonly Lazy<FunctionsPlace> _functionsPlace;

    // Whether a template reads content only as a list of parts.
    private readonly ConcurrentDictionary<ChatTemplate, bool> _readsPartsOnly = new();

    /// <summary>Initializes a new instance of the <see cref="ChatTemplatePromptFormatter"/> class.</summary>
    /// <param name="template">The model's chat template.</param>
    /// <param name="bosToken">The text of the token that begins a text, the template's <c>bos_token</c>; <see langword="null"/> if there is none.</param>
    /// <param name="eosToken">The text of the token that ends an answer, the template's <c>eos_token</c>; <see langword="null"/> if there is none.</param>
    public ChatTemplatePromptFormatter(ChatTemplate template, string? bosToken = null, string? eosToken = null)
    {
        ArgumentNullException.ThrowIfNull(template);
        _template = template;
        _bosToken = bosToken;
        _eosToken = eosToken;
        _functionsPlace = new(FindFunctionsPlace);
    }

    /// <summary>Gets the template for requests with tools.</summary>
    /// <value>The default is <see langword="null"/>: the same template as for other requests.</value>
    public ChatTemplate? ToolUseTemplate { get; init; }

    /// <summary>Gets further variables of the template, such as <c>enable_thinking</c>. The dictionary must not change later.</summary>
    /// <value>
    /// The default is empty. A string is ordinary text of the prompt, unless the variable is the name of a special token, such as
    /// <c>bos_token</c>, or the value is a <see cref="TemplateText"/>.
    /// </value>
    public IReadOnlyDictionary<string, object?> Variables { get; init; } = new Dictionary<string, object?>();

    /// <summary>Gets the clock of templates that write the date.</summary>
    /// <value>The default is the system's clock.</value>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Gets the format in which the model calls functions, for templates that do not write calls.</summary>
    /// <value>
    /// The default is <see cref="ToolCallFormat.Json"/>. The value has no effect with templates that write functions, calls
    /// and results.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a format.</exception>
    public ToolCallFormat ToolCallFormat
    {
        get => _toolCallFormat;
        init => _toolCallFormat = Enum.IsDefined(value)
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(value), value, $"{nameof(ToolCallFormat)} is {value:D}; it must be {string.Join(", ", Enum.GetNames<ToolCallFormat>())}.");
    }

    private ToolCallSyntax Syntax => ToolCallSyntax.Of(_toolCallFormat);

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">
    /// A message has content other than text, reasoning, function calls and function results, or a tool is not a function.
    /// </exception>
    /// <exception cref="ChatTemplateException">The template refuses the messages or fails on them.</exception>
    public Prompt Format(IEnumerable<ChatMessage> messages, IReadOnlyList<AITool>? tools = null)
    {
        List<ChatMessage> conversation = SystemMessages.WithDeveloper(messages);
        if (tools is null or { Count: 0 })
        {
            return WriteComplete(conversation, null);
        }

        List<object?> functions = [.. tools.Select(TemplateMessages.Function)];
        return _functionsPlace.Value switch
        {
            FunctionsPlace.Variable => WriteComplete(conversation, functions),
            FunctionsPlace.SystemMessage => WriteComplete(FunctionInstructions.Attach(conversation, functions), null),
            _ => WriteComplete(FunctionInstructions.Offer(conversation, tools, Syntax), null),
        };
    }

    private FunctionsPlace FindFunctionsPlace()
    {
        ProbeFunction function = new();
        List<ChatMessage> question = [new(ChatRole.User, "Which function do you have?")];
        List<object?> functions = [TemplateMessages.Function(function)];

        // A template that fails with functions reads them: the failure belongs to the request.
        return Writes(question, functions) ?? true ? FunctionsPlace.Variable
            : Writes(FunctionInstructions.Attach(question, functions), null) ?? false ? FunctionsPlace.SystemMessage
            : FunctionsPlace.Text;

        bool? Writes(List<ChatMessage> conversation, List<object?>? offered)
        {
            try
            {
                return WriteComplete(conversation, offered).Text.Contains(function.Name, StringComparison.Ordinal);
            }
            catch (ChatTemplateException)
            {
                return null;
            }
        }
    }

    // Writes a prompt that has all system messages.
    private Prompt WriteComplete(List<ChatMessage> conversation, List<object?>? functions)
    {
        Prompt? prompt = null;
        ChatTemplateException? refusal = null;
        try
        {
            prompt = WriteCalls(conversation, functions);
        }
        catch (ChatTemplateException e) when (e.IsRaisedByTemplate)
        {
            refusal = e;
        }

        bool isComplete = prompt is not null && SystemMessages.AreIn(conversation, prompt.Text);
        return !isComplete && SystemMessages.TryFold(conversation, out List<ChatMessage>? folded)
            ? WriteCalls(folded, functions)
            : prompt ?? throw refusal!;
    }

    // Writes a prompt that has all calls and their results.
    private Prompt WriteCalls(List<ChatMessage> conversation, List<object?>? functions)
    {
        if (!conversation.SelectMany(message => message.Contents).Any(content => content is FunctionCallContent or FunctionResultContent))
        {
            return Render(TemplateMessages.Of(conversation, TemplateToolCallForm.All[0]), functions);
        }

        foreach (List<ChatMessage> messages in (List<ChatMessage>[])[conversation, FunctionInstructions.SplitCalls(conversation)])
        {
            FunctionProbe probe = new(messages);
            foreach (TemplateToolCallForm form in TemplateToolCallForm.All)
            {
                try
                {
                    if (probe.IsWholeIn(Render(TemplateMessages.Of(probe.Messages, form), functions).Text))
                    {
                        return Render(TemplateMessages.Of(messages, form), functions);
                    }
                }
                catch (ChatTemplateException)
                {
                    // The template may accept the next form.
                }
            }
        }

        return Render(TemplateMessages.Of(FunctionInstructions.WriteAsText(conversation, Syntax), TemplateToolCallForm.All[0]), functions);
    }

    private Prompt Render(List<object?> messages, List<object?>? functions)
    {
        ChatTemplate template = functions is { Count: > 0 } ? ToolUseTemplate ?? _template : _template;
        bool inParts = _readsPartsOnly.GetOrAdd(template, ReadsPartsOnly);
        return Render(template, inParts ? ContentParts.Of(messages) : messages, functions);
    }

    private bool ReadsPartsOnly(ChatTemplate template)
    {
        const string Probe = "Is this text written?";
        List<object?> question = [new Dictionary<string, object?> { ["role"] = "user", ["content"] = Probe }];
        return !Writes(question) && Writes(ContentParts.Of(question));

        bool Writes(List<object?> messages)
        {
            try
            {
                return Render(template, messages, functions: null).Text.Contains(Probe, StringComparison.Ordinal);
            }
            catch (ChatTemplateException)
            {
                return false;
            }
        }
    }

    private Prompt Render(ChatTemplate template, List<object?> messages, List<object?>? functions)
    {
        Dictionary<string, object?> variables = new()
        {
            ["messages"] = messages,
            ["tools"] = functions,
            ["documents"] = null,
            ["add_generation_prompt"] = true,
        };
        Add("bos_token", _bosToken);
        Add("eos_token", _eosToken);
        foreach ((string name, object? value) in Variables)
        {
            variables[name] = value is string text && SpecialTokenVariables.Contains(name) ? new TemplateText(text) : value;
        }

        RenderedTemplate rendered = template.RenderSegments(variables, Clock);
        var prompt = new PromptBuilder(rendered.Text.Length);
        foreach (RenderedSegment segment in rendered.Segments)
        {
            prompt.Append(rendered.Text.AsSpan(segment.Start, segment.Length), segment.IsTemplateText);
        }

        return prompt.ToPrompt();

        void Add(string name, string? token)
        {
            if (token is not null)
            {
                variables.Add(name, new TemplateText(token));
            }
        }
    }
}
