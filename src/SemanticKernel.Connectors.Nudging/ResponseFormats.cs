using System.Text.Json;
using Microsoft.Extensions.AI;
using Nudging.Constraints;
using Nudging.Decoding;

namespace SemanticKernel.Connectors.Nudging;

/// <summary>Reads the forms in which a caller sets the response format.</summary>
internal static class ResponseFormats
{
    /// <summary>Reads a format.</summary>
    /// <param name="value">
    /// <c>"text"</c>, <c>"json_object"</c>, a JSON schema (a <see cref="JsonElement"/> or text), a
    /// <see cref="ChatResponseFormat"/>, or the <see cref="Type"/> that the answer is deserialized to.
    /// </param>
    /// <returns>The format; <see langword="null"/> for <see langword="null"/>.</returns>
    /// <exception cref="ArgumentException">The value has another form.</exception>
    public static ChatResponseFormat? Read(object? value) => value switch
    {
        null => null,
        ChatResponseFormat format => format,
        Type type => ChatResponseFormat.ForJsonSchema(TypeSchema.Create(type), schemaName: ((ChatResponseFormatJson)ChatResponseFormat.ForJsonSchema(type)).SchemaName),
        "text" => ChatResponseFormat.Text,
        "json_object" => ChatResponseFormat.Json,
        string text when text.TrimStart().StartsWith('{') => Read(Parse(text)),
        JsonElement { ValueKind: JsonValueKind.Null } => null,
        JsonElement { ValueKind: JsonValueKind.String } element => Read(element.GetString()),
        JsonElement { ValueKind: JsonValueKind.Object } element => ReadObject(element),
        _ => throw Wrong(value),
    };

    // A JSON schema, or OpenAI's object with a schema: {"type": "json_schema", "json_schema": {"name": ..., "schema": {...}}}.
    private static ChatResponseFormat? ReadObject(JsonElement element) => Text(element, "type") switch
    {
        "text" or "json_object" => Read(Text(element, "type")),
        "json_schema" when element.TryGetProperty("json_schema", out JsonElement named) && named.TryGetProperty("schema", out JsonElement schema) =>
            ChatResponseFormat.ForJsonSchema(schema, Text(named, "name"), Text(named, "description")),
        "json_schema" => throw Wrong(element),
        _ => ChatResponseFormat.ForJsonSchema(element),
    };

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonElement Parse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"The setting '{NudgingRequestKeys.ResponseFormat}' is not JSON: {e.Message}", e);
        }
    }

    private static ArgumentException Wrong(object value) => new(
        $"The setting '{NudgingRequestKeys.ResponseFormat}' is '{value}' ({value.GetType().Name}); it must be 'text', 'json_object', a JSON schema, a {nameof(ChatResponseFormat)} or a {nameof(Type)}.");
}
