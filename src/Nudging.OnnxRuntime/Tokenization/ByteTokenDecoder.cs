using System.Text;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Decodes tokens that are pieces of UTF-8.</summary>
/// <remarks>
/// Bytes that begin a character wait for the rest of it; bytes that can no longer become one turn into U+FFFD, one for
/// each longest invalid part, as Unicode recommends.
/// </remarks>
internal sealed class ByteTokenDecoder(Func<int, ReadOnlyMemory<byte>> bytesOf) : ITokenDecoder
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();

    /// <inheritdoc/>
    public string Next(int id) => Decode(bytesOf(id).Span, flush: false);

    /// <inheritdoc/>
    public string Flush() => Decode([], flush: true);

    private string Decode(ReadOnlySpan<byte> bytes, bool flush)
    {
        // Each byte gives at most one UTF-16 unit, and those that waited give a few more.
        Span<char> characters = new char[bytes.Length + 4];
        return new(characters[.._decoder.GetChars(bytes, characters, flush)]);
    }
}
