using System.Runtime.CompilerServices;
using System.Text;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>The characters that byte-level vocabularies write for the 256 bytes: a printable byte is its own Latin-1 character, and the other bytes are U+0100 and following.</summary>
internal static class ByteAlphabet
{
    private static readonly char[] Letters = CreateLetters();
    private static readonly short[] Bytes = CreateBytes();

    /// <summary>Gets the character of a byte.</summary>
    public static char Letter(byte value) => Letters[value];

    /// <summary>Writes bytes in these characters.</summary>
    [MethodImpl(JitOptions.SkipTiering)]
    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        const int Short = 256;
        Span<char> letters = bytes.Length <= Short ? stackalloc char[bytes.Length] : new char[bytes.Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            letters[i] = Letters[bytes[i]];
        }

        return new(letters);
    }

    /// <summary>Reads the bytes of a vocabulary entry; returns the UTF-8 bytes of an entry that is not written in these characters.</summary>
    public static byte[] Decode(ReadOnlySpan<char> entry)
    {
        byte[] bytes = new byte[entry.Length];
        for (int i = 0; i < entry.Length; i++)
        {
            int value = entry[i] < Bytes.Length ? Bytes[entry[i]] : -1;
            if (value < 0)
            {
                return Encoding.UTF8.GetBytes(entry.ToArray());
            }

            bytes[i] = (byte)value;
        }

        return bytes;
    }

    private static short[] CreateBytes()
    {
        short[] bytes = new short[Letters.Max() + 1];
        Array.Fill(bytes, (short)-1);
        for (int value = 0; value < Letters.Length; value++)
        {
            bytes[Letters[value]] = (short)value;
        }

        return bytes;
    }

    private static char[] CreateLetters()
    {
        char[] letters = new char[256];
        char next = '\u0100';
        for (int value = 0; value < letters.Length; value++)
        {
            bool printable = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
            letters[value] = printable ? (char)value : next++;
        }

        return letters;
    }
}
