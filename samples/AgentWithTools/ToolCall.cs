using System.Text.Json;

namespace AgentWithTools;

/// <summary>A tool call.</summary>
/// <param name="Function">The name of the plugin and the function.</param>
/// <param name="Arguments">The arguments, a JSON object.</param>
/// <param name="Result">The result of the function.</param>
internal sealed record ToolCall(string Function, JsonElement Arguments, JsonElement Result)
{
    public override string ToString() => $"[{Function} {ToolAnswer.ToJson(Arguments)} -> {Result}]";
}
