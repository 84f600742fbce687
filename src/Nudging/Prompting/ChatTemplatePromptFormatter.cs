using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using Nudging.Prompting.ChatTemplates;

namespace Nudging.Prompting;

/// <summary>Writes a conversation by the model's own chat template.</summary>
/// <remarks>
/// <para>A system message that the template refuses or leaves out goes before the user message that follows it, as the
/// authors of such templates do it. Tool calls without text are given in the form that the template writes: with empty
/// or without content, their arguments as an object or as text. Templates that read content as a list of parts only are
/// given it so.</para>
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

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">A message holds something other than text, reasoning, function calls and function results.</exception>
    /// <exception cref="ChatTemplateException">The template refuses the messages or fails on them.</exception>
    public string Format(IEnumerable<ChatMessage> messages) => Format(messages, tools: null);

    /// <summary>Formats a conversation so that the model writes the next answer, or calls a tool.</summary>
    /// <param name="messages">The messages, oldest first.</param>
    /// <param name="tools">The functions that the model may call; <see langword="null"/> for none.</param>
    /// <returns>The prompt.</returns>
    /// <exception cref="NotSupportedException">
    /// A message holds something other than text, reasoning, function calls and function results, or a tool is no function.
    /// </exception>
    /// <exception cref="ChatTemplateException">The template refuses the messages or fails on them.</exception>
    public string Format(IEnumerable<ChatMessage> messages, IEnumerable<AITool>? tools)
    {
        ArgumentNullException.ThrowIfNull(messages);
        List<ChatMessage> conversation = [.. messages];
        List<object?>? functions = tools is null ? null : [.. tools.Select(TemplateMessages.Function)];

        string? prompt = null;
        ChatTemplateException? refusal = null;
        try
        {
            prompt = Write(conversation, functions);
        }
        catch (ChatTemplateException e) when (e.IsRaisedByTemplate)
        {
            refusal = e;
        }

        bool isComplete = prompt is not null && SystemMessages.AreIn(conversation, prompt);
        return !isComplete && SystemMessages.TryFold(conversation, out List<ChatMessage>? folded)
            ? Write(folded, functions)
            : prompt ?? throw refusal!;
    }

    private string Write(List<ChatMessage> conversation, List<object?>? functions)
    {
        string[] calls = [.. conversation.SelectMany(message => message.Contents).OfType<FunctionCallContent>().Select(call => call.Name)];
        string? prompt = null;
        ChatTemplateException? failure = null;
        foreach (ToolCallForm form in calls.Length > 0 ? ToolCallForm.All : ToolCallForm.All.Take(1))
        {
            try
            {
                string written = Render(TemplateMessages.Of(conversation, form), functions);
                if (calls.All(name => written.Contains(name, StringComparison.Ordinal)))
                {
                    return written;
                }

                prompt ??= written;
            }
            catch (ChatTemplateException e)
            {
                failure ??= e;
            }
        }

        return prompt ?? throw failure!;
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
