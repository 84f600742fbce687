using System.Globalization;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>The tokens of single bytes, which stand for characters that the vocabulary lacks: <c>&lt;0x00&gt;</c> to <c>&lt;0xFF&gt;</c>.</summary>
internal static class ByteFallback
{
    /// <summary>Gets the text of a byte's token.</summary>
    public static string TokenOf(byte value) => $"<0x{value:X2}>";

    /// <summary>Gets the byte of a token; -1 if the text is not the token of a byte.</summary>
    public static int ByteOf(ReadOnlySpan<char> token)
    {
        bool isByte = token.Length == 6 && token.StartsWith("<0x") && token[^1] == '>';
        return isByte && byte.TryParse(token.Slice(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value) ? value : -1;
    }
}
