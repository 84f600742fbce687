namespace Nudging.ChatTemplates.Values;

/// <summary>Indexes strings by code point, as Python does: a surrogate pair is one character.</summary>
internal static class CodePoints
{
    public static int Count(string text)
    {
        int count = text.Length;
        for (int at = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDBFF'); at >= 0 && at + 1 < text.Length; at++)
        {
            count -= char.IsSurrogatePair(text[at], text[at + 1]) ? 1 : 0;
        }

        return count;
    }

    /// <summary>Gets the length, 1 or 2, of the character at an offset.</summary>
    public static int LengthAt(string text, int at) => at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]) ? 2 : 1;

    /// <summary>Gets the offset of each character; <see langword="null"/> where every character has length 1.</summary>
    public static int[]? Offsets(string text)
    {
        if (Count(text) == text.Length)
        {
            return null;
        }

        List<int> offsets = [];
        for (int at = 0; at < text.Length; at += LengthAt(text, at))
        {
            offsets.Add(at);
        }

        return [.. offsets];
    }

    /// <summary>Gets a number of characters of a text, from an index on.</summary>
    public static TextValue Substring(TextValue text, int start, int count)
    {
        if (Offsets(text.Text) is not { } offsets)
        {
            return text.Slice(start, count);
        }

        int from = start < offsets.Length ? offsets[start] : text.Length;
        int to = start + count < offsets.Length ? offsets[start + count] : text.Length;
        return text.Slice(from, to - from);
    }

    /// <summary>Converts an offset in a text to a number of characters.</summary>
    public static int ToCount(string text, int offset) => offset < 0 ? offset : Count(text[..offset]);
}
