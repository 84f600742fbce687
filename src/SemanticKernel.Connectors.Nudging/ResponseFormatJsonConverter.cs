using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;

namespace SemanticKernel.Connectors.Nudging;

/// <summary>Writes a response format as <c>text</c>, <c>json_object</c> or a JSON schema. A <see cref="Type"/> becomes its schema.</summary>
internal sealed class ResponseFormatJsonConverter : JsonConverter<object>
{
    /// <inheritdoc/>
    public override object? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var element = JsonElement.ParseValue(ref reader);
        return element.ValueKind == JsonValueKind.String ? element.GetString() : element;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, object value, JsonSerializerOptions options)
    {
        switch (ResponseFormats.Read(value))
        {
            case ChatResponseFormatJson { Schema: { } schema }:
                schema.WriteTo(writer);
                break;
            case ChatResponseFormatJson:
                writer.WriteStringValue("json_object");
                break;
            default:
                writer.WriteStringValue("text");
                break;
        }
    }
}
