namespace Nudging.ToolCalls;

/// <summary>The exception for a tool call that cannot be read.</summary>
/// <param name="reason">The reason, as a sentence that does not quote the call.</param>
internal sealed class ToolCallException(string reason) : Exception(reason);
