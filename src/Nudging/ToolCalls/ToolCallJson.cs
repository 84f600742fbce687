using System.Text.Json;

namespace Nudging.ToolCalls;

/// <summary>Reads the JSON of calls.</summary>
internal static class ToolCallJson
{
    private const string NotJson = "It is no valid JSON.";

    private static readonly string[] Names = ["name", "arguments", "parameters", "id", "type", "function"];

    /// <summary>Tells whether JSON may turn out to be a call, as far as it goes.</summary>
    /// <param name="text">The beginning of an object or an array.</param>
    public static bool MayBeCall(ReadOnlySpan<char> text)
    {
        text = text[0] == '[' ? text[1..].TrimStart() : text;
        if (text.Length == 0 || text[0] != '{')
        {
            return text.Length == 0;
        }

        text = text[1..].TrimStart();
        if (text.Length == 0 || text[0] != '"')
        {
            return text.Length == 0;
        }

        text = text[1..];
        int end = text.IndexOf('"');
        foreach (string name in Names)
        {
            if (end < 0 ? name.AsSpan().StartsWith(text) : text[..end].SequenceEqual(name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Reads one call or an array of calls.</summary>
    /// <param name="text">The JSON.</param>
    /// <param name="needsArguments">Whether it is no call without arguments.</param>
    /// <exception cref="ToolCallException">It is something else.</exception>
    public static IReadOnlyList<ToolCall> Read(string text, bool needsArguments)
    {
        JsonElement root = Parse(text);
        if (root.ValueKind != JsonValueKind.Array)
        {
            return [ReadCall(root, needsArguments)];
        }

        return root.GetArrayLength() > 0
            ? [.. root.EnumerateArray().Select(call => ReadCall(call, needsArguments))]
            : throw new ToolCallException("It names no function.");
    }

    /// <summary>Reads arguments.</summary>
    /// <param name="text">The JSON.</param>
    /// <exception cref="ToolCallException">It is no object.</exception>
    public static JsonElement ReadArguments(string text) => Arguments(Parse(text));

    private static JsonElement Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            CheckTexts(document.RootElement);
            return document.RootElement.Clone();
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            // Half surrogate pairs are the latter two.
            throw new ToolCallException(NotJson);
        }
    }

    // Reads every text once, so that nobody fails on one later.
    private static void CheckTexts(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in element.EnumerateArray())
                {
                    CheckTexts(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (JsonProperty property in element.EnumerateObject())
                {
                    _ = property.Name;
                    CheckTexts(property.Value);
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
            throw new ToolCallException("It names no function.");
        }

        bool hasArguments = call.TryGetProperty("arguments", out JsonElement arguments) || call.TryGetProperty("parameters", out arguments);
        return hasArguments || !needsArguments
            ? new(functionName, Arguments(arguments))
            : throw new ToolCallException("It has no arguments.");
    }

    // Some models write the object as a text.
    private static JsonElement Arguments(JsonElement arguments) => arguments.ValueKind switch
    {
        JsonValueKind.Object => arguments,
        JsonValueKind.Undefined or JsonValueKind.Null => Parse("{}"),
        JsonValueKind.String when Parse(arguments.GetString()!) is { ValueKind: JsonValueKind.Object } inner => inner,
        _ => throw new ToolCallException("Its arguments are no object."),
    };
}
