namespace Nudging.Constraints.Grammar;

/// <summary>A shortest text of a part of a grammar, as a tree whose parts are shared: a small schema may require a very long document.</summary>
internal sealed class ShortestText
{
    // A longer text fits no limit of tokens.
    private const long MaxBytes = 1 << 20;

    private readonly byte[] _bytes;
    private readonly ShortestText? _first;
    private readonly ShortestText? _second;

    private ShortestText(byte[] bytes, ShortestText? first, ShortestText? second, long length)
    {
        _bytes = bytes;
        _first = first;
        _second = second;
        Length = length;
    }

    /// <summary>Gets the empty text.</summary>
    public static ShortestText Empty { get; } = Of([]);

    /// <summary>Gets the number of bytes, or a lower bound of very large numbers.</summary>
    public long Length { get; }

    /// <summary>Joins two texts.</summary>
    /// <param name="first">A text; <see langword="null"/> where there is none.</param>
    /// <param name="second">The text after the first; <see langword="null"/> where there is none.</param>
    /// <returns>The joined text; <see langword="null"/> if one of the texts is <see langword="null"/>.</returns>
    public static ShortestText? operator +(ShortestText? first, ShortestText? second) =>
        first is null || second is null ? null
        : first.Length == 0 ? second
        : second.Length == 0 ? first
        : new([], first, second, Math.Min(long.MaxValue / 4, first.Length + second.Length));

    /// <summary>Creates a text of bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    public static ShortestText Of(byte[] bytes) => new(bytes, null, null, bytes.Length);

    /// <summary>Gets the shorter of two texts: the first one where both are equally long.</summary>
    /// <param name="first">A text; <see langword="null"/> where there is none.</param>
    /// <param name="second">A text; <see langword="null"/> where there is none.</param>
    public static ShortestText? Shorter(ShortestText? first, ShortestText? second) =>
        first is null || second?.Length < first.Length ? second : first;

    /// <summary>Joins copies of a text.</summary>
    /// <param name="text">The text; <see langword="null"/> where there is none.</param>
    /// <param name="count">The number of copies.</param>
    public static ShortestText? Repeat(ShortestText? text, int count)
    {
        ShortestText? all = Empty;
        for (ShortestText? power = text; count > 0; count >>= 1, power += power)
        {
            all = (count & 1) == 1 ? all + power : all;
        }

        return all;
    }

    /// <summary>Writes the text.</summary>
    /// <returns>The bytes; <see langword="null"/> for a text that is too long to be written.</returns>
    public byte[]? ToArray()
    {
        if (Length > MaxBytes)
        {
            return null;
        }

        byte[] bytes = new byte[Length];
        int written = 0;
        Stack<ShortestText> rest = new([this]);
        while (rest.TryPop(out ShortestText? text))
        {
            if (text._first is null)
            {
                text._bytes.CopyTo(bytes, written);
                written += text._bytes.Length;
            }
            else
            {
                rest.Push(text._second!);
                rest.Push(text._first);
            }
        }

        return bytes;
    }
}
