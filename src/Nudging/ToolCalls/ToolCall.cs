using System.Text.Json;

namespace Nudging.ToolCalls;

/// <summary>A tool call as a model wrote it.</summary>
/// <param name="Name">The function's name.</param>
/// <param name="Arguments">The arguments: a JSON object.</param>
internal readonly record struct ToolCall(string Name, JsonElement Arguments);
