using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using Nudging.ChatTemplates;
using Nudging.ToolCalls;

namespace Nudging.Prompting;

/// <summary>Writes a conversation by the model's own chat template.</summary>
/// <remarks>
/// <para>A system message that the template refuses or leaves out goes before the user message that follows it, as the
/// authors of such templates do it. Tool calls without text are given in the form that the template writes: with empty
/// or without content, their arguments as an object or as text, with the identifiers that they have or short ones. Where a
/// template offers no functions, or writes no calls or results, they are put into words. Templates that read content as a
/// list of parts only are given it so.</para>
/// <para>Texts are inserted as they are: a user who may write the template's own markers can end a turn. Remove such
/// markers from text you do not trust. Thread safe once configured.</para>
/// </remarks>
public sealed class ChatTemplatePromptFormatter : IChatPromptFormatter
{
    private readonly ChatTemplate _template;
    private readonly string? _bosToken;
    private readonly string? _eosToken;

    // Which of the templates read texts in parts only.
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
    }

    /// <summary>Gets the template for requests with tools.</summary>
    /// <value>The default is <see langword="null"/>: the same one.</value>
    public ChatTemplate? ToolUseTemplate { get; init; }

    /// <summary>Gets further variables of the template, such as <c>enable_thinking</c>. Not to be changed later.</summary>
    /// <value>The default is empty.</value>
    public IReadOnlyDictionary<string, object?> Variables { get; init; } = new Dictionary<string, object?>();

    /// <summary>Gets what tells the date to templates that write it.</summary>
    /// <value>The default is the system's clock.</value>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Gets how the model calls functions, for templates that do not say it.</summary>
    /// <value>
    /// The default is <see cref="ToolCallFormat.Json"/>. It makes no difference with templates that offer functions and
    /// write calls and results.
    /// </value>
    public ToolCallFormat ToolCallFormat { get; init; } = ToolCallFormat.Json;

    private ToolCallSyntax Syntax => ToolCallSyntax.Of(ToolCallFormat);

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">
    /// A message holds something other than text, reasoning, function calls and function results, or a tool is no function.
    /// </exception>
    /// <exception cref="ChatTemplateException">The template refuses the messages or fails on them.</exception>
    public string Format(IEnumerable<ChatMessage> messages, IReadOnlyList<AITool>? tools = null)
    {
        List<ChatMessage> conversation = SystemMessages.WithDeveloper(messages);
        if (tools is null or { Count: 0 })
        {
            return WriteWhole(conversation, null);
        }

        List<object?> functions = [.. tools.Select(TemplateMessages.Function)];
        string prompt = WriteWhole(conversation, functions);
        if (prompt != TryWriteWhole(conversation))
        {
            return prompt;
        }

        prompt = WriteWhole(FunctionInstructions.Attach(conversation, functions), null);
        return prompt != TryWriteWhole(FunctionInstructions.Attach(conversation, null))
            ? prompt
            : WriteWhole(FunctionInstructions.Offer(conversation, tools, Syntax), null);
    }

    private string? TryWriteWhole(List<ChatMessage> conversation)
    {
        try
        {
            return WriteWhole(conversation, null);
        }
        catch (ChatTemplateException)
        {
            return null;
        }
    }

    // With the system messages.
    private string WriteWhole(List<ChatMessage> conversation, List<object?>? functions)
    {
        string? prompt = null;
        ChatTemplateException? refusal = null;
        try
        {
            prompt = WriteCalls(conversation, functions);
        }
        catch (ChatTemplateException e) when (e.IsRaisedByTemplate)
        {
            refusal = e;
        }

        bool isComplete = prompt is not null && SystemMessages.AreIn(conversation, prompt);
        return !isComplete && SystemMessages.TryFold(conversation, out List<ChatMessage>? folded)
            ? WriteCalls(folded, functions)
            : prompt ?? throw refusal!;
    }

    // With the calls and their results.
    private string WriteCalls(List<ChatMessage> conversation, List<object?>? functions)
    {
        if (!conversation.SelectMany(message => message.Contents).Any(content => content is FunctionCallContent or FunctionResultContent))
        {
            return Render(TemplateMessages.Of(conversation, TemplateToolCallForm.All[0]), functions);
        }

        foreach (List<ChatMessage> messages in (List<ChatMessage>[])[conversation, FunctionInstructions.OneByOne(conversation)])
        {
            FunctionProbe probe = new(messages);
            foreach (TemplateToolCallForm form in TemplateToolCallForm.All)
            {
                try
                {
                    if (probe.IsWholeIn(Render(TemplateMessages.Of(probe.Messages, form), functions)))
                    {
                        return Render(TemplateMessages.Of(messages, form), functions);
                    }
                }
                catch (ChatTemplateException)
                {
                    // The next form may do.
                }
            }
        }

        return Render(TemplateMessages.Of(FunctionInstructions.Spell(conversation, Syntax), TemplateToolCallForm.All[0]), functions);
    }

    private string Render(List<object?> messages, List<object?>? functions)
    {
        ChatTemplate template = functions is { Count: > 0 } ? ToolUseTemplate ?? _template : _template;
        bool inParts = _readsPartsOnly.GetOrAdd(template, ReadsPartsOnly);
        return Render(template, inParts ? ContentParts.Of(messages) : messages, functions);
    }

    private bool ReadsPartsOnly(ChatTemplate template)
    {
        const string Probe = "Does it come?";
        List<object?> question = [new Dictionary<string, object?> { ["role"] = "user", ["content"] = Probe }];
        return !Writes(question) && Writes(ContentParts.Of(question));

        bool Writes(List<object?> messages)
        {
            try
            {
                return Render(template, messages, functions: null).Contains(Probe, StringComparison.Ordinal);
            }
            catch (ChatTemplateException)
            {
                return false;
            }
        }
    }

    private string Render(ChatTemplate template, List<object?> messages, List<object?>? functions)
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
            variables[name] = value;
        }

        return template.Render(variables, Clock);

        void Add(string name, string? token)
        {
            if (token is not null)
            {
                variables.Add(name, token);
            }
        }
    }
}
