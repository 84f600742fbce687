using System.Text;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Unicode normalization of any text; <see cref="string.Normalize()"/> refuses U+FFFE and lone surrogates.</summary>
internal static class UnicodeNormalizer
{
    /// <summary>Composes the characters of a text (normalization form C).</summary>
    /// <returns>The same instance if the text is in form C.</returns>
    public static string ToFormC(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        int start = 0;
        for (int i = 0; i < text.Length;)
        {
            bool whole = Rune.TryGetRuneAt(text, i, out Rune rune);
            int next = whole ? i + rune.Utf16SequenceLength : i + 1;
            if (!whole || rune.Value == 0xFFFE)
            {
                // U+FFFE and a lone surrogate compose with no character, so both sides are normalized separately.
                result.Append(text[start..i].Normalize(NormalizationForm.FormC)).Append(text, i, 1);
                start = next;
            }

            i = next;
        }

        string rest = text[start..];
        if (start == 0 && rest.IsNormalized(NormalizationForm.FormC))
        {
            return text;
        }

        string normalized = result.Append(rest.Normalize(NormalizationForm.FormC)).ToString();
        return normalized == text ? text : normalized;
    }
}
