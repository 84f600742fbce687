using System.Globalization;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>A text for matching split patterns by code point, in which each code point is one UTF-16 code unit.</summary>
/// <remarks>.NET matches by UTF-16 code unit, so a code point beyond U+FFFF is replaced by a code point below U+FFFF of the same category.</remarks>
internal readonly struct CodePointText
{
    private readonly int[]? _offsets;

    private CodePointText(string text, int[]? offsets)
    {
        Text = text;
        _offsets = offsets;
    }

    /// <summary>Gets the text to match.</summary>
    public string Text { get; }

    /// <summary>Creates the text to match.</summary>
    public static CodePointText Create(string original)
    {
        if (!original.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            return new(original, null);
        }

        char[] units = new char[original.Length];
        int[] offsets = new int[original.Length + 1];
        int count = 0;
        for (int i = 0; i < original.Length; count++)
        {
            offsets[count] = i;
            bool pair = char.IsSurrogatePair(original, i);
            units[count] = pair ? Substitute(CharUnicodeInfo.GetUnicodeCategory(original, i)) : original[i];
            i += pair ? 2 : 1;
        }

        offsets[count] = original.Length;
        return new(new(units, 0, count), offsets);
    }

    /// <summary>Converts an index in <see cref="Text"/> to an index in the original text.</summary>
    public int OriginalIndex(int index) => _offsets is null ? index : _offsets[index];

    // No tokenizer pattern names one of these characters.
    private static char Substitute(UnicodeCategory category) => category switch
    {
        UnicodeCategory.UppercaseLetter => '\u0102',
        UnicodeCategory.LowercaseLetter => '\u0103',
        UnicodeCategory.TitlecaseLetter => '\u01C5',
        UnicodeCategory.ModifierLetter => '\u02B0',
        UnicodeCategory.OtherLetter => '\u05D0',
        UnicodeCategory.NonSpacingMark => '\u0483',
        UnicodeCategory.SpacingCombiningMark => '\u0903',
        UnicodeCategory.EnclosingMark => '\u0488',
        UnicodeCategory.DecimalDigitNumber => '\u0660',
        UnicodeCategory.LetterNumber => '\u16EE',
        UnicodeCategory.OtherNumber => '\u09F4',
        UnicodeCategory.MathSymbol => '\u2200',
        UnicodeCategory.CurrencySymbol => '\u20A0',
        UnicodeCategory.ModifierSymbol => '\u02C2',
        UnicodeCategory.OtherSymbol => '\u2100',
        UnicodeCategory.Format => '\u2061',
        UnicodeCategory.PrivateUse => '\uE000',
        UnicodeCategory.OtherNotAssigned => '\u0378',
        _ => '\u2016',
    };
}
