using System.Buffers;
using Nudging.ChatTemplates.Values;

namespace Nudging.ChatTemplates.Library;

/// <summary>Splits and indents strings and expands tabs, as Python does.</summary>
internal static class StringOperations
{
    private static readonly SearchValues<char> LineEnds = SearchValues.Create("\n\r\v\f\x1C\x1D\x1E\x85\u2028\u2029");

    public static List<TextValue> Split(TextValue text, string separator, int maxSplits, bool isFromEnd)
    {
        List<TextValue> parts = [];
        if (isFromEnd)
        {
            int end = text.Length;
            while (parts.Count < maxSplits && end >= separator.Length && text.Text.LastIndexOf(separator, end - 1, end, StringComparison.Ordinal) is >= 0 and int at)
            {
                parts.Add(text.Slice(at + separator.Length, end - at - separator.Length));
                end = at;
            }

            parts.Add(text.Slice(0, end));
            parts.Reverse();
            return parts;
        }

        int start = 0;
        while (parts.Count < maxSplits && text.Text.IndexOf(separator, start, StringComparison.Ordinal) is >= 0 and int at)
        {
            parts.Add(text.Slice(start, at - start));
            start = at + separator.Length;
        }

        parts.Add(text.Slice(start));
        return parts;
    }

    public static List<TextValue> SplitAtSpaces(TextValue text, int maxSplits, bool isFromEnd)
    {
        List<TextValue> parts = [];
        ReadOnlySpan<char> characters = text.Text;
        int start = isFromEnd ? 0 : AfterSpaces(characters, 0);
        int end = isFromEnd ? characters.LastIndexOfAnyExcept(PythonText.Spaces) + 1 : characters.Length;
        while (start < end && parts.Count < maxSplits)
        {
            int at = isFromEnd ? characters[..end].LastIndexOfAny(PythonText.Spaces) : characters[start..].IndexOfAny(PythonText.Spaces);
            if (isFromEnd)
            {
                parts.Add(text.Slice(at + 1, end - at - 1));
                end = at < 0 ? 0 : characters[..at].LastIndexOfAnyExcept(PythonText.Spaces) + 1;
            }
            else
            {
                int next = at < 0 ? end : start + at;
                parts.Add(text.Slice(start, next - start));
                start = AfterSpaces(characters, next);
            }
        }

        if (start < end)
        {
            parts.Add(text.Slice(start, end - start));
        }

        if (isFromEnd)
        {
            parts.Reverse();
        }

        return parts;

        static int AfterSpaces(ReadOnlySpan<char> text, int at) =>
            text[at..].IndexOfAnyExcept(PythonText.Spaces) is >= 0 and int length ? at + length : text.Length;
    }

    public static List<TextValue> Lines(TextValue text, bool keepsEnds = false)
    {
        string characters = text.Text;
        List<TextValue> lines = [];
        for (int start = 0; start < text.Length;)
        {
            int length = characters.AsSpan(start).IndexOfAny(LineEnds);
            int end = length < 0 ? text.Length : start + length;
            int next = length < 0 ? end : characters[end] == '\r' && end + 1 < text.Length && characters[end + 1] == '\n' ? end + 2 : end + 1;
            lines.Add(text.Slice(start, (keepsEnds ? next : end) - start));
            start = next;
        }

        return lines;
    }

    /// <summary>Replaces tabs by spaces; the spaces have the origin of the tab.</summary>
    public static TextValue ExpandTabs(RenderContext context, TextValue text, int size)
    {
        context.ChargeText((long)Math.Max(0, size) * text.Text.AsSpan().Count('\t'));
        var expanded = new TextBuilder();
        int column = 0;
        text.ForEachRun(0, text.Length, (start, length, isTemplate) =>
        {
            foreach (char c in text.Text.AsSpan(start, length))
            {
                int count = c == '\t' ? (size > 0 ? size - (column % size) : 0) : 1;
                expanded.Append(c == '\t' ? ' ' : c, isTemplate, count);
                column = c is '\n' or '\r' ? 0 : column + count;
            }
        });

        return context.Charged(expanded.ToValue());
    }

    /// <summary>Indents lines: the first only if <paramref name="first"/>, empty lines only if <paramref name="blank"/>.</summary>
    /// <remarks>After a line break that is not template text, the indentation is not template text.</remarks>
    public static TextValue Indent(RenderContext context, TextValue text, TextValue indent, bool first, bool blank)
    {
        List<TextValue> lines = Lines(TextValue.Concat(text, TextValue.Template("\n")), keepsEnds: true);
        context.ChargeText(text.Length + ((long)indent.Length * lines.Count));
        var indented = new TextBuilder();
        bool isTemplate = true;
        for (int i = 0; i < lines.Count; i++)
        {
            TextValue line = lines[i];
            int length = line.Text.AsSpan().IndexOfAny(LineEnds);
            if (i == 0 ? first : blank || length > 0)
            {
                _ = isTemplate ? indented.Append(indent) : indented.Append(indent.Text, isTemplate: false);
            }

            isTemplate = line.IsTemplateRange(length, line.Length - length);
            indented.Append(line, 0, length);
            if (i < lines.Count - 1)
            {
                indented.Append('\n', isTemplate);
            }
        }

        return indented.ToValue();
    }
}
