using System.Text.Json;
using Microsoft.Extensions.AI;
using Nudging.ChatTemplates;
using Nudging.Models;
using Nudging.ToolCalls;

namespace Nudging.Prompting;

/// <summary>Converts messages and tools to the dictionaries that chat templates read.</summary>
internal static class TemplateMessages
{
    // The identifier of a result whose call is not in the conversation.
    private static readonly string UnknownIdentifier = ToolCallIdentifier.Numbered(99999);

    /// <summary>Converts messages to the dictionaries of a template. Each function result becomes a separate message.</summary>
    /// <param name="conversation">The messages.</param>
    /// <param name="form">The form of tool calls.</param>
    /// <returns>The messages.</returns>
    /// <exception cref="NotSupportedException">A message has content that is not supported.</exception>
    public static List<object?> Of(IReadOnlyList<ChatMessage> conversation, TemplateToolCallForm form)
    {
        List<object?> messages = [];
        Dictionary<string, FunctionCallContent> calls = FunctionTexts.CallsOf(conversation);
        Dictionary<string, string> numbers = calls.Keys.Select((id, index) => (id, index)).ToDictionary(
            call => call.id, call => ToolCallIdentifier.Numbered(call.index), StringComparer.Ordinal);
        foreach (ChatMessage message in conversation)
        {
            ChatMessageText.CheckContents(message);
            FunctionResultContent[] results = [.. message.Contents.OfType<FunctionResultContent>()];
            messages.AddRange(results.Select(result => Result(result, calls.GetValueOrDefault(result.CallId)?.Name, Identifier(result.CallId))));
            if (results.Length == 0 || message.Contents.Count > results.Length)
            {
                messages.Add(Message(message, form, Identifier));
            }
        }

        return messages;

        string Identifier(string id) => form.HasNumberedIdentifiers ? numbers.GetValueOrDefault(id, UnknownIdentifier) : id;
    }

    /// <summary>Converts a function to the JSON object that templates expect.</summary>
    /// <param name="tool">The function.</param>
    /// <returns>The tool.</returns>
    /// <exception cref="NotSupportedException">The tool is not a function.</exception>
    public static object? Function(AITool tool) => tool is AIFunctionDeclaration function
        ? new Dictionary<string, object?>
        {
            ["type"] = "function",
            ["function"] = new Dictionary<string, object?>
            {
                ["name"] = function.Name,
                ["description"] = function.Description,
                ["parameters"] = function.JsonSchema,
            },
        }
        : throw new NotSupportedException($"The tool '{tool.Name}' is {tool.GetType().Name}; only functions are supported.");

    private static Dictionary<string, object?> Message(ChatMessage message, TemplateToolCallForm form, Func<string, string> identify)
    {
        string reasoning = string.Concat(message.Contents.OfType<TextReasoningContent>().Select(content => content.Text));
        FunctionCallContent[] calls = [.. message.Contents.OfType<FunctionCallContent>()];
        Prompt text = calls.Length > 0 && form.OmitsText ? Prompt.Empty : ChatMessageText.PromptOf(message);
        Dictionary<string, object?> result = new()
        {
            ["role"] = Role(message.Role),
            ["content"] = calls.Length > 0 && text.Text.Length == 0 && !form.HasContent ? null : Content(text),
        };
        if (message.Role == ChatRole.System && message.AdditionalProperties?.GetValueOrDefault(FunctionInstructions.AttachedTools) is string tools)
        {
            result[FunctionInstructions.AttachedTools] = tools;
        }

        if (reasoning.Length > 0)
        {
            result["reasoning_content"] = reasoning;
        }

        if (calls.Length > 0)
        {
            result["tool_calls"] = calls.Select(call => Call(call, form, identify(call.CallId))).ToArray();
        }

        return result;
    }

    private static object Content(Prompt text) => text.Segments.Any(segment => segment.IsTemplateText)
        ? new TemplateText(text.Text, [.. text.Segments.Select(segment => new RenderedSegment(segment.Start, segment.Length, segment.IsTemplateText))])
        : text.Text;

    // Templates write a role inside a special token, such as <|user|>. The caller of a service can choose other roles freely.
    private static object Role(ChatRole role) =>
        role == ChatRole.System || role == ChatRole.User || role == ChatRole.Assistant || role == ChatRole.Tool ? new TemplateText(role.Value) : role.Value;

    private static Dictionary<string, object?> Call(FunctionCallContent call, TemplateToolCallForm form, string identifier)
    {
        JsonElement arguments = ToolCallJson.ToElement(call.Arguments ?? new Dictionary<string, object?>());
        return new()
        {
            ["id"] = identifier,
            ["type"] = "function",
            ["function"] = new Dictionary<string, object?>
            {
                ["name"] = call.Name,
                ["arguments"] = form.HasTextArguments ? TemplateJson.Serialize(arguments) : arguments,
            },
        };
    }

    private static Dictionary<string, object?> Result(FunctionResultContent result, string? name, string identifier)
    {
        Dictionary<string, object?> message = new()
        {
            ["role"] = Role(ChatRole.Tool),
            ["tool_call_id"] = identifier,
            ["content"] = FunctionTexts.Of(result),
        };
        if (name is not null)
        {
            message["name"] = name;
        }

        return message;
    }
}
