using Nudging.OnnxRuntime.Folders;

namespace Nudging.Tool.Inspect;

/// <summary>The tokenizer.</summary>
/// <param name="Kind">What kind it is.</param>
/// <param name="Size">How many tokens it has.</param>
/// <param name="Special">Those that are no text.</param>
/// <param name="Begin">The model's begin token; null if it has none.</param>
/// <param name="Ends">The tokens that end its texts.</param>
/// <param name="Prefix">What is put in front of every text.</param>
internal sealed record TokenizerReport(string Kind, int Size, IReadOnlyList<Token> Special, Token? Begin, IReadOnlyList<Token> Ends, IReadOnlyList<Token> Prefix)
{
    public static TokenizerReport Of(GenAIConfig config, TokenTable tokens, IReadOnlyList<int> prefix) => new(
        tokens.Kind,
        tokens.Tokens.Count,
        tokens.Special,
        config.BosTokenId is int begin ? tokens.Find(begin) : null,
        [.. config.EosTokenIds.Select(tokens.Find)],
        [.. prefix.Select(tokens.Find)]);
}
