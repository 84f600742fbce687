using System.Globalization;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>
/// A text as regular expressions of tokenizers mean it, by characters: .NET's match UTF-16 units, so each character
/// beyond U+FFFF is stood in for by one unit of the same category.
/// </summary>
internal readonly struct RegexText
{
    private readonly int[]? _offsets;

    private RegexText(string text, int[]? offsets)
    {
        Text = text;
        _offsets = offsets;
    }

    /// <summary>Gets the text to match.</summary>
    public string Text { get; }

    public static RegexText Create(string original)
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
            units[count] = pair ? StandIn(CharUnicodeInfo.GetUnicodeCategory(original, i)) : original[i];
            i += pair ? 2 : 1;
        }

        offsets[count] = original.Length;
        return new(new(units, 0, count), offsets);
    }

    /// <summary>Where a place of <see cref="Text"/> is in the original.</summary>
    public int Original(int index) => _offsets is null ? index : _offsets[index];

    // Characters that no tokenizer's pattern names.
    private static char StandIn(UnicodeCategory category) => category switch
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
