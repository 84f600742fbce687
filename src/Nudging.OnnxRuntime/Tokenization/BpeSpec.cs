namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>What a tokenizer is made of, in the order in which it is applied.</summary>
internal sealed record BpeSpec
{
    /// <inheritdoc cref="ITokenizer.Kind"/>
    public required string Kind { get; init; }

    /// <summary>Gets the tokens but for those that are added.</summary>
    public required PieceTable Vocabulary { get; init; }

    public required IReadOnlyList<AddedToken> AddedTokens { get; init; }

    public Normalizer Normalizer { get; init; } = new();

    /// <summary>Gets what is put in front of a stretch between added tokens that does not begin with it; <see langword="null"/> for nothing.</summary>
    public char? MissingPrefix { get; init; }

    /// <summary>Gets a value indicating whether only the beginning of a text gets that, and not each stretch.</summary>
    public bool PrependsOnce { get; init; }

    public IReadOnlyList<PreTokenizer> PreTokenizers { get; init; } = [];

    public required WordEncoder Words { get; init; }

    public required TokenTexts Texts { get; init; }

    /// <summary>Gets the tokens that the model wants in front of every text.</summary>
    public IReadOnlyList<int> Prefix { get; init; } = [];
}
