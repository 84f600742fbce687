using System.Text.Json;
using System.Text.Json.Serialization;

namespace SemanticKernel.Connectors.Nudging;

/// <summary>Reads a flag from a JSON flag or a JSON string: the values of YAML prompts are strings.</summary>
internal sealed class FlagJsonConverter : JsonConverter<bool>
{
    /// <inheritdoc/>
    public override bool Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.True or JsonTokenType.False => reader.GetBoolean(),
        JsonTokenType.String when bool.TryParse(reader.GetString(), out bool flag) => flag,
        _ => throw new JsonException(),
    };

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, bool value, JsonSerializerOptions options) => writer.WriteBooleanValue(value);
}
