using System.Buffers;
using System.Buffers.Text;
using System.Runtime.CompilerServices;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Reads tokenizer.model in its tiktoken form: the bytes of each token in base64 and its rank, which is its id.</summary>
internal static class TiktokenModel
{
    /// <summary>How many tokens Llama 3 has; the file does not say how it cuts words, so others are not known.</summary>
    public const int Llama3Tokens = 128_000;

    /// <summary>Reads the tokens in the letters of <see cref="ByteAlphabet"/>.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="refuse">Makes an error of a reason.</param>
    [MethodImpl(Compiled.AtOnce)]
    public static PieceTable ReadTokens(byte[] bytes, Func<string, Exception?, ModelLoadException> refuse)
    {
        var tokens = new PieceTable(Llama3Tokens);
        var ranks = new HashSet<int>(Llama3Tokens);
        byte[] token = new byte[bytes.Length];
        ReadOnlySpan<byte> rest = bytes;
        for (int number = 1; rest.Length > 0; number++)
        {
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = (end < 0 ? rest : rest[..end]).TrimEnd((byte)'\r');
            rest = end < 0 ? [] : rest[(end + 1)..];
            if (line.IsEmpty)
            {
                continue;
            }

            int space = line.IndexOf((byte)' ');
            ReadOnlySpan<byte> digits = line[(space + 1)..];
            if (space <= 0
                || Base64.DecodeFromUtf8(line[..space], token, out _, out int length) != OperationStatus.Done || length == 0
                || !Utf8Parser.TryParse(digits, out int rank, out int read) || read < digits.Length || !char.IsAsciiDigit((char)digits[0]))
            {
                throw refuse($"is no tiktoken vocabulary: line {number} must be base64, a space and a rank", null);
            }

            if (!ranks.Add(rank) || !tokens.TryAdd(ByteAlphabet.Encode(token.AsSpan(0, length)), rank))
            {
                throw refuse($"has the token or the rank of line {number} twice", null);
            }
        }

        return tokens;
    }

    /// <summary>What encodes by such tokens, with the words of Llama 3.</summary>
    public static BpeSpec Create(PieceTable tokens, IReadOnlyList<AddedToken> added) => new()
    {
        Kind = "byte-level BPE (tiktoken)",
        Vocabulary = tokens,
        AddedTokens = added,
        PreTokenizers = [PreTokenizer.FromPattern(PreTokenizer.Llama3Pattern)],
        Words = new ByteWordEncoder(tokens, MergeTable.FromPieces(tokens, id => id), looksUpWholeWords: true),
        Texts = new TokenBytes(tokens, added),
    };
}
