namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>A token that is searched for as a whole in the text; merges never produce it.</summary>
/// <param name="Id">The token id.</param>
/// <param name="Content">The text that is searched for.</param>
/// <param name="IsSpecial">Whether decoding skips the token (<c>special</c>).</param>
/// <param name="IsNormalized">Whether the token is searched for in the normalized text (<c>normalized</c>).</param>
/// <param name="StripsLeft">Whether the token includes the white space before it (<c>lstrip</c>).</param>
/// <param name="StripsRight">Whether the token includes the white space after it (<c>rstrip</c>).</param>
/// <param name="IsSingleWord">Whether a match next to a word character is ignored (<c>single_word</c>).</param>
internal sealed record AddedToken(
    int Id,
    string Content,
    bool IsSpecial,
    bool IsNormalized = false,
    bool StripsLeft = false,
    bool StripsRight = false,
    bool IsSingleWord = false)
{
    /// <summary>Gets the text as the file writes it, before normalization.</summary>
    public string Name { get; } = Content;

    /// <summary>Gets a value indicating whether the chat template of the model writes the token.</summary>
    public bool IsWrittenByTemplate { get; init; }

    /// <summary>Gets a value indicating whether the token controls the model, so that the token is not recognised in ordinary text.</summary>
    public bool IsControl => IsSpecial || IsWrittenByTemplate;
}
