namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Decodes tokens one by one.</summary>
/// <remarks>Not thread safe.</remarks>
internal interface ITokenDecoder
{
    /// <summary>Gets a value indicating whether the last token may have ended inside a character.</summary>
    bool IsInsideCharacter { get; }

    /// <summary>Decodes the next token.</summary>
    /// <param name="id">The token id.</param>
    /// <returns>The text that the token completes: only whole characters; empty for a special token without text.</returns>
    string Next(int id);

    /// <summary>Ends the text.</summary>
    /// <returns>A replacement character (U+FFFD) for each sequence of bytes that is not a character.</returns>
    string Flush();
}
