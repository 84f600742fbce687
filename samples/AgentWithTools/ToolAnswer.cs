using System.Text.Json;

namespace AgentWithTools;

/// <summary>An answer with the calls that led to it, in the shape that --json prints.</summary>
internal sealed record ToolAnswer(IReadOnlyList<ToolCall> Calls, string Answer)
{
    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web);

    /// <summary>Writes anything of this program as one line of JSON.</summary>
    public static string ToJson<T>(T value) => JsonSerializer.Serialize(value, JsonOptions);

    /// <summary>Writes the calls, a line each, and the answer.</summary>
    public override string ToString() => string.Join(Environment.NewLine, [.. Calls.Select(call => call.ToString()), Answer]);
}

/// <summary>A call of a function.</summary>
/// <param name="Function">Its name, with the plugin's.</param>
/// <param name="Arguments">An object with the arguments.</param>
/// <param name="Result">What it gave back.</param>
internal sealed record ToolCall(string Function, JsonElement Arguments, JsonElement Result)
{
    public override string ToString() => $"[{Function} {Arguments} -> {Result}]";
}
