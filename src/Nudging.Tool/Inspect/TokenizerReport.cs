using Nudging.OnnxRuntime.Folders;

namespace Nudging.Tool.Inspect;

/// <summary>The tokenizer.</summary>
/// <param name="Kind">The kind of tokenizer.</param>
/// <param name="Size">The number of tokens.</param>
/// <param name="Special">The special tokens.</param>
/// <param name="Begin">The model's begin token; null if it has none.</param>
/// <param name="Ends">The tokens that end an answer.</param>
/// <param name="Prefix">The tokens put before each text.</param>
internal sealed record TokenizerReport(string Kind, int Size, IReadOnlyList<Token> Special, Token? Begin, IReadOnlyList<Token> Ends, IReadOnlyList<Token> Prefix)
{
    public static TokenizerReport Of(ModelSettings settings, TokenTable tokens, IReadOnlyList<int> prefix) => new(
        tokens.Kind,
        tokens.Tokens.Count,
        tokens.Special,
        settings.BosTokenId is int begin ? tokens.Find(begin) : null,
        [.. settings.EosTokenIds.Select(tokens.Find)],
        [.. prefix.Select(tokens.Find)]);
}
