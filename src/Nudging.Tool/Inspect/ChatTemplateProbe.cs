using Microsoft.Extensions.AI;
using Nudging.ChatTemplates;
using Nudging.Models;
using Nudging.OnnxRuntime.Tokenization;
using Nudging.Prompting;

namespace Nudging.Tool.Inspect;

/// <summary>Renders a model's chat template on conversations of each kind, to find faults before the first request does.</summary>
internal sealed class ChatTemplateProbe(LanguageModelInfo model, ITokenizer tokenizer, int vocabularySize)
{
    private const string Instruction = "probe_instruction";
    private const string Question = "probe_question";
    private const string FunctionName = "probe_function";
    private const string FunctionResult = "probe_result";

    private static readonly AITool[] Tools = [AIFunctionFactory.Create((string city) => city, FunctionName, "Gets the weather in a city.")];

    private static readonly Conversation[] Conversations =
    [
        new("a question", [User(Question)], null, [Question]),
        new("a system message", [new(ChatRole.System, Instruction), User(Question)], null, [Instruction, Question]),
        new("an earlier answer", [User("Hello."), new(ChatRole.Assistant, "Hello!"), User(Question)], null, [Question]),
        new("tools", [User(Question)], Tools, [FunctionName, Question]),
        new("a tool call and its result", [User(Question), Call(), Result()], Tools, [FunctionName, FunctionResult]),
    ];

    /// <summary>Finds what keeps prompts from being written by the template.</summary>
    /// <returns>One sentence a fault; empty for a model without a template.</returns>
    public IEnumerable<string> Faults()
    {
        if (string.IsNullOrWhiteSpace(model.ChatTemplate))
        {
            return [];
        }

        try
        {
            IChatPromptFormatter formatter = ChatPromptFormatters.ForChatTemplate(model);
            return Conversations.Select(conversation => FaultOf(formatter, conversation)).OfType<string>();
        }
        catch (NotSupportedException e)
        {
            return [e.Message];
        }
    }

    private static ChatMessage User(string text) => new(ChatRole.User, text);

    private static ChatMessage Call() =>
        new(ChatRole.Assistant, [new FunctionCallContent("call00000", FunctionName, new Dictionary<string, object?> { ["city"] = "Lima" })]);

    private static ChatMessage Result() => new(ChatRole.Tool, [new FunctionResultContent("call00000", FunctionResult)]);

    private string? FaultOf(IChatPromptFormatter formatter, Conversation conversation)
    {
        string prompt;
        try
        {
            prompt = formatter.Format(conversation.Messages, conversation.Tools);
        }
        catch (Exception e) when (e is ChatTemplateException or NotSupportedException)
        {
            return $"The chat template fails on a conversation with {conversation.Kind}: {e.Message}";
        }

        if (conversation.Texts.FirstOrDefault(text => !prompt.Contains(text, StringComparison.Ordinal)) is string missing)
        {
            return $"The chat template loses '{missing}' from a conversation with {conversation.Kind}.";
        }

        int unknown = tokenizer.Encode(prompt).Ids.FirstOrDefault(id => id < 0 || id >= vocabularySize, -1);
        return unknown < 0
            ? null
            : FormattableString.Invariant($"The prompt of a conversation with {conversation.Kind} has the token {unknown}; the model has logits for the tokens 0 to {vocabularySize - 1} only.");
    }

    /// <summary>A conversation to render.</summary>
    /// <param name="Kind">The kind of conversation, for messages.</param>
    /// <param name="Messages">The messages.</param>
    /// <param name="Tools">The tools offered; <see langword="null"/> for none.</param>
    /// <param name="Texts">The texts that the prompt must contain.</param>
    private sealed record Conversation(string Kind, ChatMessage[] Messages, AITool[]? Tools, string[] Texts);
}
