using System.Text;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Decodes tokens whose bytes may begin and end inside a character.</summary>
/// <remarks>
/// The first bytes of a character are kept until the character is complete. Bytes that are not a character become U+FFFD,
/// one for each maximal invalid subpart, as the Unicode Standard recommends (section 3.9).
/// </remarks>
internal sealed class ByteLevelTokenDecoder(ByteLevelDetokenizer tokens, bool showsSpecial = false) : ITokenDecoder
{
    private Decoder? _decoder;

    /// <inheritdoc/>
    public bool IsInsideCharacter { get; private set; }

    /// <inheritdoc/>
    public string Next(int id)
    {
        if (!showsSpecial && tokens.IsSpecial(id))
        {
            return string.Empty;
        }

        // Most tokens are whole characters, whose text is cached.
        if (!IsInsideCharacter && tokens.TextOf(id) is string text)
        {
            return text;
        }

        ReadOnlySpan<byte> bytes = tokens[id];
        IsInsideCharacter = EndsInsideCharacter(bytes) || (IsInsideCharacter && bytes.IndexOfAnyExceptInRange((byte)0x80, (byte)0xBF) < 0);
        return Decode(bytes, flush: false);
    }

    /// <inheritdoc/>
    public string Flush()
    {
        IsInsideCharacter = false;
        return Decode([], flush: true);
    }

    // Returns false where the bytes alone do not decide.
    private static bool EndsInsideCharacter(ReadOnlySpan<byte> bytes)
    {
        for (int back = 1; back <= Math.Min(3, bytes.Length); back++)
        {
            byte value = bytes[^back];
            if (value is < 0x80 or >= 0xC0)
            {
                int length = value switch { < 0x80 => 1, < 0xE0 => 2, < 0xF0 => 3, _ => 4 };
                return length > back;
            }
        }

        return false;
    }

    private string Decode(ReadOnlySpan<byte> bytes, bool flush)
    {
        // A byte gives at most one code unit; bytes kept from earlier tokens give at most four more.
        _decoder ??= Encoding.UTF8.GetDecoder();
        Span<char> characters = new char[bytes.Length + 4];
        return new(characters[.._decoder.GetChars(bytes, characters, flush)]);
    }
}
