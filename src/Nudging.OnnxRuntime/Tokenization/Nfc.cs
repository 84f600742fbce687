using System.Text;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Normalization form C of any text; .NET's own refuses U+FFFE and halves of surrogate pairs.</summary>
internal static class Nfc
{
    /// <summary>Normalizes a text.</summary>
    /// <returns>The same instance if nothing changes.</returns>
    public static string Normalize(string text)
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
                // Composes with nothing, so what is before and what is after can be normalized apart.
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
