namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>A token that is recognised as a whole.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Content">Its text.</param>
/// <param name="IsSpecial">Whether it stands for no text.</param>
/// <param name="IsNormalized">Whether it is looked for in the normalized text.</param>
/// <param name="TakesSpaceBefore">Whether it swallows the white space before it.</param>
/// <param name="TakesSpaceAfter">Whether it swallows the white space after it.</param>
internal sealed record AddedToken(
    int Id, string Content, bool IsSpecial, bool IsNormalized = false, bool TakesSpaceBefore = false, bool TakesSpaceAfter = false)
{
    /// <summary>Gets its text as its file writes it, whatever becomes of <see cref="Content"/>.</summary>
    public string Name { get; } = Content;
}
