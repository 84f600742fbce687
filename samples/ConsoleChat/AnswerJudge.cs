using System.Text;
using System.Text.RegularExpressions;

namespace ConsoleChat;

/// <summary>Decides whether a text has the expected answer. The rules are the same for every model.</summary>
/// <remarks>
/// The text is read up to the first line that asks a new question and the first blank line after some text. Words
/// are compared in lower case and without punctuation. Where the text says "the answer is", the expected answer must
/// follow the first such phrase, perhaps after an article; otherwise the expected answer must be in the first sentence.
/// </remarks>
internal static partial class AnswerJudge
{
    private static readonly string[] Announcement = ["the", "answer", "is"];

    public static bool IsCorrect(string text, string expected)
    {
        string[] answer = Words(expected);
        if (answer.Length == 0)
        {
            throw new ArgumentException("The expected answer has no word.", nameof(expected));
        }

        string own = OwnAnswer(text);
        string[] words = Words(own);
        int announced = IndexOf(words, Announcement);
        if (announced >= 0)
        {
            IEnumerable<string> rest = words.Skip(announced + Announcement.Length)
                .SkipWhile(word => word is "the" or "a" or "an" or "about");
            return rest.Take(answer.Length).SequenceEqual(answer);
        }

        return IndexOf(Words(SentenceEnd().Split(own, 2)[0]), answer) >= 0;
    }

    // Gets the text before another question.
    private static string OwnAnswer(string text)
    {
        var own = new StringBuilder();
        foreach (string line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            bool blank = string.IsNullOrWhiteSpace(line);
            if (line.TrimStart().StartsWith("Question:", StringComparison.OrdinalIgnoreCase) || (blank && own.Length > 0))
            {
                break;
            }

            own.Append(blank ? "" : line + "\n");
        }

        return own.ToString().Trim();
    }

    private static string[] Words(string text) =>
        [.. Word().Matches(DigitGroup().Replace(text.Normalize(NormalizationForm.FormC), "")).Select(word => word.Value.ToLowerInvariant())];

    private static int IndexOf(string[] words, string[] sought)
    {
        for (int i = 0; i + sought.Length <= words.Length; i++)
        {
            if (words.AsSpan(i, sought.Length).SequenceEqual(sought))
            {
                return i;
            }
        }

        return -1;
    }

    [GeneratedRegex(@"[\p{L}\p{M}\p{Nd}]+")]
    private static partial Regex Word();

    [GeneratedRegex(@"(?<=\d),(?=\d{3}(?!\d))")]
    private static partial Regex DigitGroup();

    [GeneratedRegex(@"(?<=[.!?])\s+")]
    private static partial Regex SentenceEnd();
}
