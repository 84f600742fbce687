using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Nudging.ToolCalls;

/// <summary>Reads and writes the JSON of tool calls.</summary>
internal static class ToolCallJson
{
    private const string NotJson = "The call is not valid JSON.";

    /// <summary>Converts a value to JSON.</summary>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentException">A string in the JSON of the value escapes a lone surrogate.</exception>
    public static JsonElement ToElement(object value)
    {
        try
        {
            return value is JsonElement element ? element : JsonSerializer.SerializeToElement(value, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(object)));
        }
        catch (JsonException e) when (e.InnerException is InvalidOperationException)
        {
            throw LoneSurrogate(e);
        }
    }

    /// <summary>Gets the text of a JSON string.</summary>
    /// <param name="element">The string.</param>
    /// <exception cref="ArgumentException">The string escapes a lone surrogate.</exception>
    public static string ReadString(JsonElement element)
    {
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException e) when (e is not ObjectDisposedException)
        {
            throw LoneSurrogate(e);
        }
    }

    /// <summary>Reads one call or an array of calls.</summary>
    /// <param name="text">The JSON.</param>
    /// <param name="needsArguments">Whether an object without arguments is refused.</param>
    /// <exception cref="ToolCallException">The text is neither a call nor an array of calls.</exception>
    public static IReadOnlyList<ToolCall> Read(string text, bool needsArguments)
    {
        JsonElement root = Parse(text);
        if (root.ValueKind != JsonValueKind.Array)
        {
            return [ReadCall(root, needsArguments)];
        }

        return root.GetArrayLength() > 0
            ? [.. root.EnumerateArray().Select(call => ReadCall(call, needsArguments))]
            : throw new ToolCallException(ToolCallSyntax.NoName);
    }

    /// <summary>Reads arguments.</summary>
    /// <param name="text">The JSON.</param>
    /// <exception cref="ToolCallException">The text is not an object.</exception>
    public static JsonElement ReadArguments(string text) => Arguments(Parse(text));

    private static ArgumentException LoneSurrogate(Exception inner) =>
        new("The JSON of a function call or of a result has a string that escapes a lone surrogate; the string is not valid Unicode.", inner);

    private static JsonElement Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            CheckStrings(document.RootElement);
            return document.RootElement.Clone();
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            // A lone surrogate causes the last two exceptions.
            throw new ToolCallException(NotJson);
        }
    }

    // Reads every string once, so that a lone surrogate fails here and not where the arguments are read.
    private static void CheckStrings(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in element.EnumerateArray())
                {
                    CheckStrings(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    _ = property.Name;
                    CheckStrings(property.Value);
                }

                break;
        }
    }

    private static ToolCall ReadCall(JsonElement call, bool needsArguments)
    {
        if (call.ValueKind == JsonValueKind.Object && call.TryGetProperty("function", out JsonElement function) && function.ValueKind == JsonValueKind.Object)
        {
            call = function;
        }

        if (call.ValueKind != JsonValueKind.Object || !call.TryGetProperty("name", out JsonElement name) || name.ValueKind != JsonValueKind.String
            || name.GetString() is not { Length: > 0 } functionName)
        {
            throw new ToolCallException(ToolCallSyntax.NoName);
        }

        bool hasArguments = call.TryGetProperty("arguments", out JsonElement arguments) || call.TryGetProperty("parameters", out arguments);
        return hasArguments || !needsArguments
            ? new(functionName, Arguments(arguments))
            : throw new ToolCallException("The call has no arguments.");
    }

    // Some models write the object as JSON in a string.
    private static JsonElement Arguments(JsonElement arguments) => arguments.ValueKind switch
    {
        JsonValueKind.Object => arguments,
        JsonValueKind.Undefined or JsonValueKind.Null => Parse("{}"),
        JsonValueKind.String when Parse(arguments.GetString()!) is { ValueKind: JsonValueKind.Object } inner => inner,
        _ => throw new ToolCallException("The arguments of the call are not an object."),
    };
}
