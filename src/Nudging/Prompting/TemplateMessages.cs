using System.Text.Json;
using Microsoft.Extensions.AI;
using Nudging.Prompting.ChatTemplates.Values;

namespace Nudging.Prompting;

/// <summary>Turns messages and tools into the dictionaries that chat templates read.</summary>
internal static class TemplateMessages
{
    /// <summary>Turns messages into those of a template: every function result is a message of its own.</summary>
    /// <param name="conversation">The messages.</param>
    /// <param name="form">How tool calls are given.</param>
    /// <returns>The messages.</returns>
    /// <exception cref="NotSupportedException">A message holds another kind of content.</exception>
    public static List<object?> Of(IEnumerable<ChatMessage> conversation, ToolCallForm form)
    {
        List<object?> messages = [];
        Dictionary<string, string> names = new(StringComparer.Ordinal);
        foreach (ChatMessage message in conversation)
        {
            if (message.Contents.FirstOrDefault(content => content is not (TextContent or TextReasoningContent or FunctionCallContent or FunctionResultContent)) is { } other)
            {
                throw new NotSupportedException(
                    $"A {message.Role} message holds {other.GetType().Name}; only text, reasoning, function calls and function results can be put into a prompt.");
            }

            FunctionResultContent[] results = [.. message.Contents.OfType<FunctionResultContent>()];
            messages.AddRange(results.Select(result => Result(result, names.GetValueOrDefault(result.CallId))));
            if (results.Length == 0 || message.Contents.Count > results.Length)
            {
                messages.Add(Message(message, form, names));
            }
        }

        return messages;
    }

    /// <summary>Turns a function into the JSON that templates expect of a tool.</summary>
    /// <param name="tool">The function.</param>
    /// <returns>The tool.</returns>
    /// <exception cref="NotSupportedException">The tool is no function.</exception>
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
        : throw new NotSupportedException($"The tool '{tool.Name}' is {tool.GetType().Name}; only functions can be put into a prompt.");

    private static Dictionary<string, object?> Message(ChatMessage message, ToolCallForm form, Dictionary<string, string> names)
    {
        string text = string.Concat(message.Contents.OfType<TextContent>().Select(content => content.Text));
        string reasoning = string.Concat(message.Contents.OfType<TextReasoningContent>().Select(content => content.Text));
        FunctionCallContent[] calls = [.. message.Contents.OfType<FunctionCallContent>()];
        Dictionary<string, object?> result = new()
        {
            ["role"] = message.Role.Value,
            ["content"] = calls.Length > 0 && text.Length == 0 && !form.HasContent ? null : text,
        };
        if (reasoning.Length > 0)
        {
            result["reasoning_content"] = reasoning;
        }

        if (calls.Length > 0)
        {
            result["tool_calls"] = calls.Select(call => Call(call, form)).ToArray();
        }

        foreach (FunctionCallContent call in calls)
        {
            names[call.CallId] = call.Name;
        }

        return result;
    }

    private static Dictionary<string, object?> Call(FunctionCallContent call, ToolCallForm form)
    {
        object arguments = Json(call.Arguments ?? new Dictionary<string, object?>());
        return new()
        {
            ["id"] = call.CallId,
            ["type"] = "function",
            ["function"] = new Dictionary<string, object?>
            {
                ["name"] = call.Name,
                ["arguments"] = form.HasTextArguments ? InputValues.ToJson(arguments) : arguments,
            },
        };
    }

    private static Dictionary<string, object?> Result(FunctionResultContent result, string? name)
    {
        Dictionary<string, object?> message = new()
        {
            ["role"] = ChatRole.Tool.Value,
            ["tool_call_id"] = result.CallId,
            ["content"] = result.Result switch
            {
                string text => text,
                JsonElement { ValueKind: JsonValueKind.String } element => element.GetString(),
                null => result.Exception?.Message ?? "",
                { } value => InputValues.ToJson(Json(value)),
            },
        };
        if (name is not null)
        {
            message["name"] = name;
        }

        return message;
    }

    private static JsonElement Json(object value) =>
        value is JsonElement element ? element : JsonSerializer.SerializeToElement(value, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(object)));
}
