using System.Text.Json;

namespace Nudging.ToolCalls;

/// <summary>A call as a model wrote it.</summary>
/// <param name="Name">The function.</param>
/// <param name="Arguments">An object.</param>
internal readonly record struct ToolCall(string Name, JsonElement Arguments);

/// <summary>A call cannot be read.</summary>
/// <param name="reason">Why, without any of its text.</param>
internal sealed class ToolCallException(string reason) : Exception(reason);
