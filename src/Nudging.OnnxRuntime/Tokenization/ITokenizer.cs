namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Text to tokens and back, for one family of tokenizers.</summary>
/// <remarks>Thread safe.</remarks>
internal interface ITokenizer
{
    /// <summary>Gets what kind of tokenizer it is, for people.</summary>
    string Kind { get; }

    /// <summary>Gets all tokens in no order, each id once.</summary>
    IReadOnlyCollection<NamedToken> Tokens { get; }

    /// <summary>Gets the tokens that the model wants in front of every text. Often none.</summary>
    IReadOnlyList<int> Prefix { get; }

    /// <summary>Encodes a text. Special tokens in it are recognised; nothing is added.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isBeginning">Whether it is the beginning of a text, which some tokenizers put a space before, or goes on with one.</param>
    EncodedText Encode(string text, bool isBeginning = true);

    /// <summary>
    /// Tells whether the text on both sides of a place can be encoded separately, what follows it as no beginning,
    /// whatever follows the two characters after it. Says no where it does not know.
    /// </summary>
    /// <param name="text">A text.</param>
    /// <param name="index">A place in it.</param>
    bool CanCut(ReadOnlySpan<char> text, int index);

    /// <summary>Starts decoding tokens one by one.</summary>
    /// <param name="isWhole">
    /// Whether they are a whole text and not the continuation of one: the space that some tokenizers put before it is
    /// taken away again, and where a tokenizer judges a run of bytes as a whole, its text comes when it has ended. In a
    /// continuation each character comes as soon as it is complete.
    /// </param>
    /// <param name="showsSpecial">Whether special tokens have text.</param>
    ITokenDecoder CreateDecoder(bool isWhole = false, bool showsSpecial = false);

    /// <summary>The UTF-8 that a token adds to a text that goes on, which may end inside a character.</summary>
    /// <param name="id">The token.</param>
    /// <returns>None for special tokens and ids that have no token.</returns>
    ReadOnlyMemory<byte> BytesOf(int id);
}

/// <summary>Decodes tokens one by one.</summary>
/// <remarks>Not thread safe.</remarks>
internal interface ITokenDecoder
{
    /// <summary>Gets a value indicating whether a character may wait for its end.</summary>
    bool IsInsideCharacter { get; }

    /// <summary>The text that a token completes: never half a character, and empty for special tokens that are not shown.</summary>
    /// <param name="id">The token.</param>
    string Next(int id);

    /// <summary>The replacement characters for bytes that no token has completed.</summary>
    string Flush();
}

/// <summary>The tokens of a text.</summary>
/// <param name="Ids">Their ids.</param>
/// <param name="Ends">Where each ends in the text, in UTF-16 code units; -1 where that is inside a character or not known.</param>
internal readonly record struct EncodedText(int[] Ids, int[] Ends);
