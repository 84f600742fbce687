namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>The text or the byte that a token decodes to.</summary>
/// <param name="Text">The text.</param>
/// <param name="Byte">The byte; -1 for a token that has a text.</param>
/// <param name="IsSpecial">Whether the token is special.</param>
/// <param name="HasSpaceMark">Whether the text begins with a space that the vocabulary writes as a space mark.</param>
internal readonly record struct DecodedToken(string Text, int Byte = -1, bool IsSpecial = false, bool HasSpaceMark = false)
{
    /// <summary>Decodes a piece with space marks.</summary>
    public static DecodedToken FromPiece(string piece) =>
        new(piece.Replace(Normalizer.SpaceMark, ' '), HasSpaceMark: piece.StartsWith(Normalizer.SpaceMark));
}
