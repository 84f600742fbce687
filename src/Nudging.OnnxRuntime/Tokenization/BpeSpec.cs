namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>The pipeline of a byte-pair encoding; the parts are applied in the order of the properties.</summary>
internal sealed record BpeSpec
{
    /// <inheritdoc cref="ITokenizer.Kind"/>
    public required string Kind { get; init; }

    /// <summary>Gets the tokens that merges produce, without the added tokens.</summary>
    public required Vocabulary Vocabulary { get; init; }

    /// <summary>Gets the tokens that are searched for as a whole in the text.</summary>
    public required IReadOnlyList<AddedToken> AddedTokens { get; init; }

    /// <summary>Gets the normalization of the text between added tokens.</summary>
    public Normalizer Normalizer { get; init; } = new();

    /// <summary>Gets the character that is put before each section between added tokens unless the section begins with that character; <see langword="null"/> for none.</summary>
    public char? MissingPrefix { get; init; }

    /// <summary>Gets a value indicating whether a prefix is put only before the first section of a text.</summary>
    public bool PrependsOnce { get; init; }

    /// <summary>Gets the steps that split text into words; a merge never crosses the boundary of a word.</summary>
    public IReadOnlyList<PreTokenizer> PreTokenizers { get; init; } = [];

    /// <summary>Gets the encoder of words.</summary>
    public required WordEncoder Words { get; init; }

    /// <summary>Gets the texts of the tokens.</summary>
    public required Detokenizer Detokenizer { get; init; }

    /// <inheritdoc cref="ITokenizer.Prefix"/>
    public IReadOnlyList<int> Prefix { get; init; } = [];
}
