using Nudging.ToolCalls;

namespace Nudging.Tests.ToolCalls;

/// <summary>Random texts with calls, malformed calls and parts of calls.</summary>
internal static class RandomCalls
{
    private static readonly string[] Fragments =
    [
        "<tool_call>", "</tool_call>", "<|python_tag|>", "[TOOL_CALLS]", "[ARGS]", "[CALL_ID]", "<|tool_call|>", "<|/tool_call|>", "</|tool_call|>", "functools[",
        "```json", "```", "{\"name\": \"get_a\", \"arguments\": {}}", "{\"name\": \"b\", \"parameters\": {\"x\": \"}\"}}", "[", "]", "{", "}", "\"", "\\", "\n", " ",
        ";", "a", "get.call(", ")", "<", "tool", "x=1", "\"name\"", ":", "é😀", "\ud83d",
    ];

    private static readonly Dictionary<ToolCallFormat, string> Calls = new()
    {
        [ToolCallFormat.Hermes] = "<tool_call>\n{\"name\": \"a\", \"arguments\": {}}\n</tool_call>",
        [ToolCallFormat.Llama] = "{\"name\": \"get_a\", \"parameters\": {}}",
        [ToolCallFormat.Mistral] = "[TOOL_CALLS]a[CALL_ID]123456789[ARGS]{\"x\": 1}",
        [ToolCallFormat.Phi] = "<|tool_call|>[{\"name\": \"a\"}]<|/tool_call|>",
        [ToolCallFormat.Json] = "{\"name\": \"get_a\", \"arguments\": {}}",
    };

    public static string Next(ToolCallFormat format, Random random, int maxFragments = 12) =>
        string.Concat(Enumerable.Range(0, random.Next(1, maxFragments)).Select(_ => random.Next(3) == 0 ? Calls[format] : Fragments[random.Next(Fragments.Length)]));
}
