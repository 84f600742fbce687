using System.Globalization;
using System.Text;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>The word characters of Unicode (<c>\w</c> in UTS #18), by which <see cref="AddedToken.IsSingleWord"/> is decided.</summary>
/// <remarks>.NET's own <c>\w</c> lacks letter numbers and circled letters.</remarks>
internal static class WordCharacter
{
    /// <summary>Tells whether a text ends with a word character.</summary>
    public static bool IsAtEnd(ReadOnlySpan<char> text)
    {
        Rune.DecodeLastFromUtf16(text, out Rune rune, out _);
        return !text.IsEmpty && Is(rune);
    }

    /// <summary>Tells whether a text starts with a word character.</summary>
    public static bool IsAtStart(ReadOnlySpan<char> text)
    {
        Rune.DecodeFromUtf16(text, out Rune rune, out _);
        return !text.IsEmpty && Is(rune);
    }

    private static bool Is(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        <= UnicodeCategory.LetterNumber or UnicodeCategory.ConnectorPunctuation => true,
        UnicodeCategory.Format => rune.Value is 0x200C or 0x200D,
        UnicodeCategory.OtherSymbol => rune.Value is (>= 0x24B6 and <= 0x24E9) or (>= 0x1F130 and <= 0x1F149) or (>= 0x1F150 and <= 0x1F169) or (>= 0x1F170 and <= 0x1F189),
        _ => false,
    };
}
