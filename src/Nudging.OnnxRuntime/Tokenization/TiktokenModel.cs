using System.Globalization;
using System.Text;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Reads tokenizer.model in its tiktoken form: the bytes of each token in base64 and its rank, which is its id.</summary>
internal static class TiktokenModel
{
    /// <summary>How many tokens Llama 3 has; the file does not say how it cuts words, so others are not known.</summary>
    public const int Llama3Tokens = 128_000;

    /// <summary>Reads the tokens in the letters of <see cref="ByteAlphabet"/>.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="refuse">Makes an error of a reason.</param>
    public static PieceTable ReadTokens(byte[] bytes, Func<string, Exception?, ModelLoadException> refuse)
    {
        var tokens = new PieceTable(Llama3Tokens);
        var ranks = new HashSet<int>();
        int line = 0;
        foreach (string text in Encoding.Latin1.GetString(bytes).Split('\n'))
        {
            line++;
            string entry = text.TrimEnd('\r');
            if (entry.Length == 0)
            {
                continue;
            }

            int space = entry.IndexOf(' ', StringComparison.Ordinal);
            byte[] token = new byte[entry.Length];
            if (space <= 0
                || !Convert.TryFromBase64Chars(entry.AsSpan(0, space), token, out int length) || length == 0
                || !int.TryParse(entry.AsSpan(space + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int rank))
            {
                throw refuse($"is no tiktoken vocabulary: line {line} must be base64, a space and a rank", null);
            }

            if (!ranks.Add(rank) || !tokens.TryAdd(ByteAlphabet.Encode(token.AsSpan(0, length)), rank))
            {
                throw refuse($"has the token or the rank of line {line} twice", null);
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
        Texts = TokenBytes.Of(tokens, added),
    };
}
