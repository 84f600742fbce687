using Nudging.OnnxRuntime.Tokenization;

namespace Nudging.Tool.Inspect;

/// <summary>The tokens of a tokenizer by their ids.</summary>
internal sealed class TokenTable(ITokenizer tokenizer)
{
    /// <summary>Gets the kind of the tokenizer.</summary>
    public string Kind => tokenizer.Kind;

    public IReadOnlyDictionary<int, string> Tokens { get; } = tokenizer.Tokens.ToDictionary(token => token.Id, token => token.Name);

    /// <summary>Gets the special tokens.</summary>
    public IReadOnlyList<Token> Special { get; } =
        [.. tokenizer.Tokens.Where(token => token.IsSpecial).OrderBy(token => token.Id).Select(token => new Token(token.Id, token.Name))];

    public Token Find(int id) => new(id, Tokens.GetValueOrDefault(id));
}
