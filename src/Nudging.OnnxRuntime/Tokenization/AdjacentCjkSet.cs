using System.Text;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>The pairs of Chinese, Japanese and Korean characters that a token of a byte-level vocabulary may overlap.</summary>
/// <remarks>
/// A token may contain parts of characters. For each character that begins inside a token, the set keeps the token's bytes
/// of this character and of the previous character.
/// </remarks>
internal sealed class AdjacentCjkSet
{
    // Each covered character has three bytes in UTF-8.
    private const int BytesPerCharacter = 3;

    private readonly HashSet<ulong> _sides = [];

    public AdjacentCjkSet(IEnumerable<byte[]> tokens)
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

    /// <summary>Tells whether the set covers a character: a letter of three bytes that never composes with the previous character.</summary>
    public static bool Covers(char unit) =>
        unit is (>= '\u3041' and <= '\u3096') or (>= '\u30A1' and <= '\u30FA') or (>= '\u3400' and <= '\u4DBF') or (>= '\u4E00' and <= '\u9FFF') or (>= '\uAC00' and <= '\uD7A3');

    /// <summary>Tells whether a token overlaps both characters.</summary>
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
