using System.Buffers;
using System.Text;
using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Library;

/// <summary>Splits and indents strings and expands tabs, as Python does.</summary>
internal static class StringOperations
{
    private static readonly SearchValues<char> LineEnds = SearchValues.Create("\n\r\v\f\x1C\x1D\x1E\x85\u2028\u2029");

    public static List<string> Split(string text, string separator, int maxSplits, bool isFromEnd)
    {
        List<string> parts = [];
        if (isFromEnd)
        {
            int end = text.Length;
            while (parts.Count < maxSplits && end >= separator.Length && text.LastIndexOf(separator, end - 1, end, StringComparison.Ordinal) is >= 0 and int at)
            {
                parts.Add(text[(at + separator.Length)..end]);
                end = at;
            }

            parts.Add(text[..end]);
            parts.Reverse();
            return parts;
        }

        int start = 0;
        while (parts.Count < maxSplits && text.IndexOf(separator, start, StringComparison.Ordinal) is >= 0 and int at)
        {
            parts.Add(text[start..at]);
            start = at + separator.Length;
        }

        parts.Add(text[start..]);
        return parts;
    }

    public static List<string> SplitAtSpaces(string text, int maxSplits, bool isFromEnd)
    {
        List<string> parts = [];
        ReadOnlySpan<char> rest = isFromEnd ? text.AsSpan(0, text.AsSpan().LastIndexOfAnyExcept(PythonText.Spaces) + 1) : AfterSpaces(text);
        while (rest.Length > 0 && parts.Count < maxSplits)
        {
            int at = isFromEnd ? rest.LastIndexOfAny(PythonText.Spaces) : rest.IndexOfAny(PythonText.Spaces);
            parts.Add((at < 0 ? rest : isFromEnd ? rest[(at + 1)..] : rest[..at]).ToString());
            rest = at < 0 ? [] : isFromEnd ? rest[..(rest[..at].LastIndexOfAnyExcept(PythonText.Spaces) + 1)] : AfterSpaces(rest[at..]);
        }

        if (rest.Length > 0)
        {
            parts.Add(rest.ToString());
        }

        if (isFromEnd)
        {
            parts.Reverse();
        }

        return parts;

        static ReadOnlySpan<char> AfterSpaces(ReadOnlySpan<char> text)
        {
            int start = text.IndexOfAnyExcept(PythonText.Spaces);
            return start < 0 ? [] : text[start..];
        }
    }

    public static List<string> Lines(string text, bool keepsEnds = false)
    {
        List<string> lines = [];
        for (int start = 0; start < text.Length;)
        {
            int length = text.AsSpan(start).IndexOfAny(LineEnds);
            int end = length < 0 ? text.Length : start + length;
            int next = length < 0 ? end : text[end] == '\r' && end + 1 < text.Length && text[end + 1] == '\n' ? end + 2 : end + 1;
            lines.Add(text[start..(keepsEnds ? next : end)]);
            start = next;
        }

        return lines;
    }

    public static string ExpandTabs(RenderContext context, string text, int size)
    {
        context.ChargeText((long)Math.Max(0, size) * text.AsSpan().Count('\t'));
        var expanded = new StringBuilder();
        int column = 0;
        foreach (char c in text)
        {
            int count = c == '\t' ? (size > 0 ? size - (column % size) : 0) : 1;
            expanded.Append(c == '\t' ? ' ' : c, count);
            column = c is '\n' or '\r' ? 0 : column + count;
        }

        return context.Charged(expanded.ToString());
    }

    /// <summary>Indents lines: the first only if <paramref name="first"/>, empty lines only if <paramref name="blank"/>.</summary>
    public static string Indent(RenderContext context, string text, string indent, bool first, bool blank)
    {
        List<string> lines = Lines(text + "\n");
        context.ChargeText(text.Length + ((long)indent.Length * lines.Count));
        return string.Join('\n', lines.Select((line, index) => (index == 0 ? first : blank || line.Length > 0) ? indent + line : line));
    }
}
