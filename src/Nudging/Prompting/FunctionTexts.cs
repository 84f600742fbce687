using System.Text.Json;
using Microsoft.Extensions.AI;
using Nudging.ChatTemplates;
using Nudging.ToolCalls;

namespace Nudging.Prompting;

/// <summary>Writes function calls and their results as plain text.</summary>
internal static class FunctionTexts
{
    /// <summary>Gets the calls of a conversation by their identifiers.</summary>
    /// <param name="conversation">The messages.</param>
    public static Dictionary<string, FunctionCallContent> CallsOf(IEnumerable<ChatMessage> conversation)
    {
        Dictionary<string, FunctionCallContent> calls = new(StringComparer.Ordinal);
        foreach (FunctionCallContent call in conversation.SelectMany(message => message.Contents).OfType<FunctionCallContent>())
        {
            calls[call.CallId] = call;
        }

        return calls;
    }

    /// <summary>Writes a result: a string without change, any other value as JSON.</summary>
    /// <param name="result">The result.</param>
    public static string Of(FunctionResultContent result) => result.Result is null ? result.Exception?.Message ?? "" : Value(result.Result);

    /// <summary>Writes a result with its call, such as <c>Time_In(city: Berlin): 12:30</c>.</summary>
    /// <param name="result">The result.</param>
    /// <param name="calls">The calls of the conversation.</param>
    public static string LineOf(FunctionResultContent result, Dictionary<string, FunctionCallContent> calls)
    {
        if (!calls.TryGetValue(result.CallId, out FunctionCallContent? call))
        {
            return Of(result);
        }

        IEnumerable<string> arguments = (call.Arguments ?? new Dictionary<string, object?>()).Select(argument => $"{argument.Key}: {Value(argument.Value)}");
        return $"{call.Name}({string.Join(", ", arguments)}): {Of(result)}";
    }

    private static string Value(object? value) => value switch
    {
        null => "null",
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } element => ToolCallJson.ReadString(element),
        _ => TemplateJson.Serialize(ToolCallJson.ToElement(value)),
    };
}
