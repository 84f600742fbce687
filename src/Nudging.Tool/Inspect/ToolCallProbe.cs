using Nudging.Models;
using Nudging.OnnxRuntime.Sequences;
using Nudging.OnnxRuntime.Tokenization;
using Nudging.ToolCalls;

namespace Nudging.Tool.Inspect;

/// <summary>Finds markers of tool calls that a model cannot write as text, so that its calls would read as answers.</summary>
internal sealed class ToolCallProbe(LanguageModelInfo model, ModelTokenizer tokenizer)
{
    /// <summary>Gets the format in which the model calls tools, by its chat template.</summary>
    public ToolCallFormat Format { get; } = ToolCallSyntax.FormatOf(model);

    /// <summary>Encodes and decodes each marker of the format.</summary>
    /// <returns>One sentence a fault.</returns>
    public IEnumerable<string> Faults() =>
        from marker in ToolCallSyntax.Of(Format).Openers.SelectMany(opener => opener.Closers.Prepend(opener.Marker)).Distinct()
        where marker.Length > 0
        let decoded = Decode(marker)
        where decoded != marker
        select $"The marker '{marker}' of tool calls in the format {Format} comes out of the tokenizer as '{decoded}': calls would not be found. "
            + "Set ToolCallFormat to the format that the model was trained on.";

    private string Decode(string marker)
    {
        ITokenDecoder decoder = new VisibleSpecialTokens(tokenizer, [marker]).CreateDecoder();
        return string.Concat(tokenizer.Tokenizer.Encode(marker, isBeginning: false).Ids.Select(decoder.Next)) + decoder.Flush();
    }
}
