namespace Nudging.ToolCalls;

/// <summary>A tool call cannot be read.</summary>
/// <param name="reason">The reason, as a sentence that quotes nothing of the call.</param>
internal sealed class ToolCallException(string reason) : Exception(reason);
