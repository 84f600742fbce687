namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Encodes text as tokens and decodes tokens to text.</summary>
/// <remarks>Thread safe.</remarks>
internal interface ITokenizer
{
    /// <summary>Gets the kind of tokenizer in words, for reports.</summary>
    string Kind { get; }

    /// <summary>Gets all tokens in any order, one for each id.</summary>
    IReadOnlyCollection<VocabularyEntry> Tokens { get; }

    /// <summary>Gets the tokens that the model expects before every text; empty for many models.</summary>
    IReadOnlyList<int> Prefix { get; }

    /// <summary>Gets the tokens that are not recognised in ordinary text: special tokens, and other added tokens that the chat template writes.</summary>
    IReadOnlyCollection<AddedToken> ControlTokens { get; }

    /// <summary>Encodes a text. Added tokens in the text are recognised; <see cref="Prefix"/> is not added.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isBeginning">Whether the text is the beginning of a text, before which some tokenizers put a space, or a continuation.</param>
    /// <param name="ordinary">The ranges in which control tokens are not recognised; <see langword="null"/> for none.</param>
    EncodedText Encode(string text, bool isBeginning = true, OrdinaryText? ordinary = null);

    /// <summary>
    /// Tells whether a text can be split at an index: both sides, the second side encoded as a continuation, then have the
    /// tokens of the whole text, for any text after the two characters that follow the index. <see langword="false"/> where this is not known.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="index">The index.</param>
    bool CanCut(ReadOnlySpan<char> text, int index);

    /// <summary>Creates a decoder.</summary>
    /// <param name="isWhole">
    /// Whether the tokens are a whole text rather than a continuation. In a whole text, the decoder removes the space that
    /// the tokenizer puts before the text, and holds back a run of byte tokens to its end where the tokenizer validates runs as
    /// a whole. In a continuation, each character is returned as soon as the last of its bytes is known.
    /// </param>
    /// <param name="showsSpecial">Whether special tokens have text.</param>
    ITokenDecoder CreateDecoder(bool isWhole = false, bool showsSpecial = false);

    /// <summary>Gets the UTF-8 bytes that a token adds to a continuation; the bytes may end inside a character.</summary>
    /// <param name="id">The token id.</param>
    /// <returns>Empty for special tokens and for ids without a token.</returns>
    ReadOnlyMemory<byte> BytesOf(int id);
}
