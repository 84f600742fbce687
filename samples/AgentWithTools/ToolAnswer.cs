using System.Text.Json;

namespace AgentWithTools;

/// <summary>An answer with its tool calls, in the shape that --json prints.</summary>
internal sealed record ToolAnswer(IReadOnlyList<ToolCall> Calls, string Answer)
{
    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web);

    /// <summary>Writes a value as one line of JSON.</summary>
    public static string ToJson<T>(T value) => JsonSerializer.Serialize(value, JsonOptions);

    /// <summary>Writes one line for each call, and the answer.</summary>
    public override string ToString() => string.Join(Environment.NewLine, [.. Calls.Select(call => call.ToString()), Answer]);
}
