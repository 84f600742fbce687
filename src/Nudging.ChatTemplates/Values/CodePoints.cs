namespace Nudging.ChatTemplates.Values;

/// <summary>Counts in texts as Python does: a character outside the basic plane is one, not two.</summary>
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

    /// <summary>The length of the character that begins at an index of a text.</summary>
    public static int LengthAt(string text, int at) => at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]) ? 2 : 1;

    /// <summary>Gets where in a text its characters begin; <see langword="null"/> where each has length one.</summary>
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

    /// <summary>Gets the characters of a text from an index on, so many of them.</summary>
    public static string Substring(string text, int start, int count)
    {
        if (Offsets(text) is not { } offsets)
        {
            return text.Substring(start, count);
        }

        int from = start < offsets.Length ? offsets[start] : text.Length;
        int to = start + count < offsets.Length ? offsets[start + count] : text.Length;
        return text[from..to];
    }

    /// <summary>Turns an offset in a text into a number of characters.</summary>
    public static int ToCount(string text, int offset) => offset < 0 ? offset : Count(text[..offset]);
}
