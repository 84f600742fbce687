using Microsoft.Extensions.AI;
using Nudging.ChatTemplates;
using Nudging.Models;
using Nudging.ToolCalls;

namespace Nudging.Prompting;

/// <summary>Expresses functions, calls and results as text, for chat templates that do not write functions, calls or results.</summary>
internal static class FunctionInstructions
{
    /// <summary>The property of a system message that holds attached functions.</summary>
    public const string AttachedTools = "tools";

    /// <summary>Appends the functions and an instruction for calls to the system message.</summary>
    /// <param name="conversation">The messages.</param>
    /// <param name="tools">The functions.</param>
    /// <param name="syntax">The syntax of the calls that the model writes.</param>
    public static List<ChatMessage> Offer(IReadOnlyList<ChatMessage> conversation, IEnumerable<AITool> tools, ToolCallSyntax syntax)
    {
        PromptBuilder text = new PromptBuilder().AppendTemplateText("You can call these functions:\n");
        foreach (AITool tool in tools)
        {
            text.AppendOrdinaryText(TemplateJson.Serialize(TemplateMessages.Function(tool))).AppendTemplateText("\n");
        }

        FunctionCallContent example = new("", "function name", new Dictionary<string, object?> { ["argument name"] = "value" });
        text.AppendTemplateText("\nTo call one, answer with nothing but\n").Append(syntax.Write([example]))
            .AppendTemplateText("\nand wait for its result. If no function helps, answer in plain text.");

        bool hasSystem = conversation.Count > 0 && conversation[0].Role == ChatRole.System;
        Prompt before = hasSystem ? ChatMessageText.PromptOf(conversation[0]) + "\n\n" : Prompt.Empty;
        return [new(ChatRole.System, [ChatMessageText.Content(before + text.ToPrompt())]), .. conversation.Skip(hasSystem ? 1 : 0)];
    }

    /// <summary>Attaches the functions to the system message, where templates such as Phi-4-mini's read functions.</summary>
    /// <param name="conversation">The messages.</param>
    /// <param name="functions">The functions; <see langword="null"/> for the same messages without functions.</param>
    public static List<ChatMessage> Attach(IReadOnlyList<ChatMessage> conversation, IEnumerable<object?>? functions)
    {
        bool hasSystem = conversation.Count > 0 && conversation[0].Role == ChatRole.System;
        ChatMessage system = hasSystem ? conversation[0].Clone() : new(ChatRole.System, "You are a helpful assistant with some tools.");
        if (functions is not null)
        {
            system.AdditionalProperties = new()
            {
                [AttachedTools] = TemplateJson.Serialize(functions.Select(function => ((Dictionary<string, object?>)function!)["function"])),
            };
        }

        return [system, .. conversation.Skip(hasSystem ? 1 : 0)];
    }

    /// <summary>Splits messages so that each has at most one call and is followed by the call's result.</summary>
    /// <param name="conversation">The messages.</param>
    public static List<ChatMessage> SplitCalls(IReadOnlyList<ChatMessage> conversation)
    {
        List<ChatMessage> messages = [];
        Dictionary<string, FunctionResultContent> results = new(StringComparer.Ordinal);
        foreach (FunctionResultContent result in conversation.SelectMany(message => message.Contents).OfType<FunctionResultContent>())
        {
            results[result.CallId] = result;
        }

        HashSet<AIContent> moved = [];
        foreach (ChatMessage message in conversation)
        {
            List<AIContent> before = [];
            foreach (AIContent content in message.Contents.Where(content => !moved.Contains(content)))
            {
                before.Add(content);
                if (content is FunctionCallContent call && results.TryGetValue(call.CallId, out FunctionResultContent? result) && moved.Add(result))
                {
                    messages.Add(new(message.Role, [.. before]));
                    messages.Add(new(ChatRole.Tool, [result]));
                    before.Clear();
                }
            }

            if (before.Count > 0 || message.Contents.Count == 0)
            {
                messages.Add(new(message.Role, before) { AdditionalProperties = message.AdditionalProperties });
            }
        }

        return messages;
    }

    /// <summary>Writes calls as assistant text, and results as user text.</summary>
    /// <param name="conversation">The messages.</param>
    /// <param name="syntax">The syntax in which the model writes calls.</param>
    public static List<ChatMessage> WriteAsText(IReadOnlyList<ChatMessage> conversation, ToolCallSyntax syntax)
    {
        List<ChatMessage> written = [];
        Dictionary<string, FunctionCallContent> calls = FunctionTexts.CallsOf(conversation);
        List<string> results = [];
        foreach (ChatMessage message in conversation)
        {
            results.AddRange(message.Contents.OfType<FunctionResultContent>().Select(result => FunctionTexts.LineOf(result, calls)));
            List<AIContent> others = [.. message.Contents.Where(content => content is not (FunctionCallContent or FunctionResultContent))];
            FunctionCallContent[] called = [.. message.Contents.OfType<FunctionCallContent>()];
            if (called.Length > 0)
            {
                others.Add(ChatMessageText.Content((ChatMessageText.Of(message).Length > 0 ? "\n" : "") + syntax.Write(called)));
            }

            if (message.Role == ChatRole.Tool)
            {
                results.AddRange(others.OfType<TextContent>().Select(content => content.Text));
            }
            else if (message.Role == ChatRole.User && results.Count > 0)
            {
                // Some templates refuse two user messages in a row.
                others.Insert(0, new TextContent(string.Join('\n', results) + "\n\n"));
                results.Clear();
                written.Add(new(message.Role, others));
            }
            else if (others.Count > 0)
            {
                AddResults();
                written.Add(new(message.Role, others) { AdditionalProperties = message.AdditionalProperties });
            }
        }

        AddResults();
        return written;

        void AddResults()
        {
            if (results.Count > 0)
            {
                written.Add(new(ChatRole.User, string.Join('\n', results)));
                results.Clear();
            }
        }
    }
}
