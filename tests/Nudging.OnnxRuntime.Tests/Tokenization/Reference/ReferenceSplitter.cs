using System.Globalization;
using System.Text;

namespace Nudging.OnnxRuntime.Tests.Tokenization.Reference;

/// <summary>The split patterns of byte-level tokenizers, written as rules without regular expressions.</summary>
internal static class ReferenceSplitter
{
    private static readonly string[] Contractions = ["s", "t", "re", "ve", "m", "ll", "d"];

    /// <summary>The pattern of GPT-2.</summary>
    public static IEnumerable<string> Gpt2(string text) => Split(text, Gpt2Length);

    /// <summary>The pattern of Llama 3: at most three digits in a word.</summary>
    public static IEnumerable<string> Llama3(string text) => Split(text, (runes, start) => Llama3Length(runes, start, digits: 3));

    /// <summary>The pattern of Qwen: one digit in a word.</summary>
    public static IEnumerable<string> Qwen(string text) => Split(text, (runes, start) => Llama3Length(runes, start, digits: 1));

    /// <summary>Each digit alone, and the text between digits by the pattern of GPT-2.</summary>
    public static IEnumerable<string> Gpt2WithSingleDigits(string text)
    {
        var between = new StringBuilder();
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (!IsNumber(rune))
            {
                between.Append(rune.ToString());
                continue;
            }

            foreach (string word in Gpt2(between.ToString()))
            {
                yield return word;
            }

            between.Clear();
            foreach (string word in Gpt2(rune.ToString()))
            {
                yield return word;
            }
        }

        foreach (string word in Gpt2(between.ToString()))
        {
            yield return word;
        }
    }

    private static IEnumerable<string> Split(string text, Func<Rune[], int, int> lengthAt)
    {
        Rune[] runes = [.. text.EnumerateRunes()];
        for (int start = 0; start < runes.Length;)
        {
            int length = lengthAt(runes, start);
            yield return string.Concat(runes[start..(start + length)]);
            start += length;
        }
    }

    // 's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
    private static int Gpt2Length(Rune[] runes, int start)
    {
        if (ContractionLength(runes, start, ignoresCase: false) is > 0 and var contraction)
        {
            return contraction;
        }

        int space = runes[start].Value == ' ' ? 1 : 0;
        foreach (Func<Rune, bool> kind in (Func<Rune, bool>[])[IsLetter, IsNumber, IsOther])
        {
            if (Run(runes, start + space, kind) is > 0 and var run)
            {
                return space + run;
            }
        }

        return SpaceLength(runes, start);
    }

    // (?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,digits}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+
    private static int Llama3Length(Rune[] runes, int start, int digits)
    {
        if (ContractionLength(runes, start, ignoresCase: true) is > 0 and var contraction)
        {
            return contraction;
        }

        Rune first = runes[start];
        int lead = IsLetter(first) || IsNumber(first) || IsNewline(first) ? 0 : 1;
        if (Run(runes, start + lead, IsLetter) is > 0 and var letters)
        {
            return lead + letters;
        }

        if (IsNumber(first))
        {
            return Math.Min(digits, Run(runes, start, IsNumber));
        }

        int space = first.Value == ' ' ? 1 : 0;
        if (Run(runes, start + space, IsOther) is > 0 and var others)
        {
            return space + others + Run(runes, start + space + others, IsNewline);
        }

        int spaces = Run(runes, start, Rune.IsWhiteSpace);
        for (int length = spaces; length > 0; length--)
        {
            if (IsNewline(runes[start + length - 1]))
            {
                return length;
            }
        }

        return SpaceLength(runes, start);
    }

    // White space without its last character, which belongs to the next word, unless the text ends there or has no other white space.
    private static int SpaceLength(Rune[] runes, int start)
    {
        int length = Run(runes, start, Rune.IsWhiteSpace);
        return start + length == runes.Length || length == 1 ? length : length - 1;
    }

    private static int ContractionLength(Rune[] runes, int start, bool ignoresCase)
    {
        if (runes[start].Value != '\'')
        {
            return 0;
        }

        foreach (string ending in Contractions)
        {
            bool fits = start + ending.Length < runes.Length;
            for (int i = 0; fits && i < ending.Length; i++)
            {
                Rune rune = runes[start + 1 + i];
                fits = rune.Value == ending[i] || (ignoresCase && (rune.Value == char.ToUpperInvariant(ending[i]) || (ending[i] == 's' && rune.Value == 'ſ')));
            }

            if (fits)
            {
                return 1 + ending.Length;
            }
        }

        return 0;
    }

    private static int Run(Rune[] runes, int start, Func<Rune, bool> kind) => runes.Skip(start).TakeWhile(kind).Count();

    private static bool IsOther(Rune rune) => !Rune.IsWhiteSpace(rune) && !IsLetter(rune) && !IsNumber(rune);

    private static bool IsNewline(Rune rune) => rune.Value is '\r' or '\n';

    private static bool IsLetter(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter;

    private static bool IsNumber(Rune rune) => Rune.GetUnicodeCategory(rune) is
        UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;
}
