namespace Nudging.ToolCalls;

/// <summary>The markers of tool calls that tokenizers have as special tokens. Without their text a call reads as an answer.</summary>
internal static class ToolCallMarkers
{
    /// <summary>Gets the markers of all formats.</summary>
    public static IReadOnlyList<string> All { get; } =
        ["<tool_call>", "</tool_call>", "<|python_tag|>", "[TOOL_CALLS]", "[CALL_ID]", "[ARGS]", "<|tool_call|>", "<|/tool_call|>", "</|tool_call|>"];
}
