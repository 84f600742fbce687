using System.Text;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Between which characters of Chinese, Japanese and Korean some token of a byte-level vocabulary spans.</summary>
/// <remarks>
/// Tokens may hold parts of characters, so what is kept is the bytes on both sides of each place where a character
/// begins, as far as they belong to the two characters there.
/// </remarks>
internal sealed class EastAsianSpans
{
    // All characters that are covered have three bytes.
    private const int BytesPerCharacter = 3;

    private readonly HashSet<ulong> _sides = [];

    public EastAsianSpans(IEnumerable<byte[]> tokens)
    {
        foreach (byte[] token in tokens)
        {
            for (int place = 1; place < token.Length; place++)
            {
                if (IsLead(token[place]) && token[place - 1] >= 0x80)
                {
                    int left = place - 1;
                    for (; left > 0 && place - left < BytesPerCharacter && !IsLead(token[left]); left--)
                    {
                    }

                    int right = Math.Min(place + BytesPerCharacter, token.Length);
                    _sides.Add(Key(token.AsSpan(left..place), token.AsSpan(place..right)));
                }
            }
        }
    }

    /// <summary>Whether a character is of a kind that is answered for: letters with three bytes that never combine with the one before.</summary>
    public static bool Covers(char unit) =>
        unit is (>= '\u3041' and <= '\u3096') or (>= '\u30A1' and <= '\u30FA') or (>= '\u3400' and <= '\u4DBF') or (>= '\u4E00' and <= '\u9FFF') or (>= '\uAC00' and <= '\uD7A3');

    /// <summary>Whether a token spans from one character to the next.</summary>
    public bool Contains(char before, char after)
    {
        Span<byte> left = stackalloc byte[BytesPerCharacter];
        Span<byte> right = stackalloc byte[BytesPerCharacter];
        new Rune(before).EncodeToUtf8(left);
        new Rune(after).EncodeToUtf8(right);
        for (int from = 0; from < BytesPerCharacter; from++)
        {
            for (int to = 1; to <= BytesPerCharacter; to++)
            {
                if (_sides.Contains(Key(left[from..], right[..to])))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsLead(byte value) => value >= 0xC0;

    private static ulong Key(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        ulong key = 0;
        foreach (byte value in left)
        {
            key = (key << 8) | value;
        }

        key <<= 8;
        foreach (byte value in right)
        {
            key = (key << 8) | value;
        }

        return key;
    }
}
