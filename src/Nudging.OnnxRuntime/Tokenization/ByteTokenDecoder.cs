using System.Text;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Decodes tokens that are pieces of UTF-8.</summary>
/// <remarks>
/// Bytes that begin a character wait for the rest of it; bytes that can no longer become one turn into U+FFFD, one for
/// each longest invalid part, as Unicode recommends.
/// </remarks>
internal sealed class ByteTokenDecoder(TokenBytes tokens, bool showsSpecial = false) : ITokenDecoder
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

        // Most tokens are whole characters, whose text need not be made each time.
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

    // Says yes where it is in doubt.
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
        // Each byte gives at most one UTF-16 unit, and those that waited give a few more.
        _decoder ??= Encoding.UTF8.GetDecoder();
        Span<char> characters = new char[bytes.Length + 4];
        return new(characters[.._decoder.GetChars(bytes, characters, flush)]);
    }
}
