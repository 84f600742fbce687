using System.Globalization;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>What a token is when it is decoded.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Byte">The byte that it is instead; -1 if it has a text.</param>
/// <param name="IsSpecial">Whether it has no text unless special tokens are shown.</param>
/// <param name="HasMark">Whether its text begins with a space that was a space mark.</param>
internal readonly record struct PieceText(string Text, int Byte = -1, bool IsSpecial = false, bool HasMark = false)
{
    /// <summary>The name of a byte's token.</summary>
    public static string NameOf(byte value) => $"<0x{value:X2}>";

    /// <summary>The byte that a token's name means; -1 if it means none.</summary>
    public static int ByteOf(ReadOnlySpan<char> name)
    {
        bool isByte = name.Length == 6 && name.StartsWith("<0x") && name[^1] == '>';
        return isByte && byte.TryParse(name.Slice(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value) ? value : -1;
    }

    /// <summary>The text of a piece as vocabularies write it.</summary>
    public static PieceText Of(string piece) =>
        new(piece.Replace(Normalizer.SpaceMark, ' '), HasMark: piece.StartsWith(Normalizer.SpaceMark));
}
