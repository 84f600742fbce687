using System.Buffers;
using System.Globalization;
using System.Text;

namespace Nudging.Prompting;

/// <summary>Marks the lines of a text that begin with a label of a plain transcript.</summary>
/// <param name="handling">The treatment of such lines.</param>
/// <param name="questionPrefix">The text before each user message.</param>
internal sealed class TranscriptLabels(LabelLineHandling handling, string questionPrefix)
{
    private const string AnswerLabel = "Answer:";

    // Unicode's line breaks. A carriage return and a line feed are two breaks with an empty line between.
    private static readonly SearchValues<char> LineBreaks = SearchValues.Create("\n\r\v\f\u0085\u2028\u2029");

    private readonly string[] _labels =
        [.. ((string[])[FirstLine(questionPrefix), AnswerLabel]).Where(label => label.Length > 0)];

    /// <summary>Marks the lines that begin with a label.</summary>
    /// <param name="text">The text.</param>
    /// <param name="startsLine">Whether the text is at the start of a line.</param>
    /// <returns>The text; not changed where no line begins with a label.</returns>
    public string Protect(string text, bool startsLine = true)
    {
        if (handling == LabelLineHandling.Keep || !_labels.Any(label => text.Contains(label[0], StringComparison.OrdinalIgnoreCase)))
        {
            return text;
        }

        char mark = handling == LabelLineHandling.Escape ? '\\' : ' ';
        var result = new StringBuilder(text.Length);
        for (int start = 0; start < text.Length;)
        {
            int length = text.AsSpan(start).IndexOfAny(LineBreaks);
            int end = length < 0 ? text.Length : start + length + 1;
            ReadOnlySpan<char> line = text.AsSpan(start, end - start);
            if ((start > 0 || startsLine) && IsLabel(line))
            {
                result.Append(mark);
            }

            result.Append(line);
            start = end;
        }

        return result.ToString();
    }

    private static string FirstLine(string text)
    {
        string line = text.Trim();
        int length = line.AsSpan().IndexOfAny(LineBreaks);
        return length < 0 ? line : line[..length].TrimEnd();
    }

    // Characters without a width do not hide a label.
    private bool IsLabel(ReadOnlySpan<char> line)
    {
        int hidden = 0;
        while (hidden < line.Length && line[hidden] != '\t' && char.GetUnicodeCategory(line[hidden]) is UnicodeCategory.Format or UnicodeCategory.Control)
        {
            hidden++;
        }

        foreach (string label in _labels)
        {
            if (line[hidden..].StartsWith(label, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
