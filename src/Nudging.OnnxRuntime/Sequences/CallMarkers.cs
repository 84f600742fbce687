using Nudging.OnnxRuntime.Tokenization;

namespace Nudging.OnnxRuntime.Sequences;

/// <summary>Gives text to the special tokens that mark function calls: without it a call would read as an answer.</summary>
/// <param name="inner">What decodes all other tokens.</param>
/// <param name="markers">The texts of the markers by their tokens.</param>
internal sealed class CallMarkers(ITokenDecoder inner, IReadOnlyDictionary<int, string> markers) : ITokenDecoder
{
    private static readonly string[] Known =
    [
        "<tool_call>", "</tool_call>", "<|python_tag|>", "[TOOL_CALLS]", "[CALL_ID]", "[ARGS]", "<|tool_call|>", "<|/tool_call|>", "</|tool_call|>",
    ];

    /// <inheritdoc/>
    public bool IsInsideCharacter => inner.IsInsideCharacter;

    /// <summary>Finds the markers that are special tokens.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <returns>Their texts.</returns>
    public static Dictionary<int, string> In(ITokenizer tokenizer)
    {
        Dictionary<int, string> markers = [];
        foreach (string marker in Known)
        {
            if (tokenizer.Encode(marker, isBeginning: false).Ids is [int id] && tokenizer.CreateDecoder().Next(id).Length == 0)
            {
                markers.Add(id, marker);
            }
        }

        return markers;
    }

    /// <inheritdoc/>
    public string Next(int id) => markers.TryGetValue(id, out string? marker) ? inner.Flush() + marker : inner.Next(id);

    /// <inheritdoc/>
    public string Flush() => inner.Flush();
}
