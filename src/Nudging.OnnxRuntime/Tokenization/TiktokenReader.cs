using System.Buffers;
using System.Buffers.Text;
using System.Runtime.CompilerServices;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Reads tokenizer.model in tiktoken form: on each line the bytes of a token in base64 and the rank, which is the token id.</summary>
internal static class TiktokenReader
{
    /// <summary>The size of the vocabulary of Llama 3. The file does not name a split pattern, so other vocabularies are refused.</summary>
    public const int Llama3Tokens = 128_000;

    private const string FileName = "tokenizer.model";

    /// <summary>Reads the tokenizer.</summary>
    /// <returns><see langword="null"/> if the file is absent or a SentencePiece model.</returns>
    public static ITokenizer? TryRead(TokenizerFiles files)
    {
        if (!files.Has(FileName))
        {
            return null;
        }

        byte[] bytes = File.ReadAllBytes(files.PathOf(FileName));
        return SentencePieceReader.IsSentencePiece(bytes) ? null : new BpeTokenizer(Read(files, bytes));
    }

    /// <summary>Reads the tokens in the characters of <see cref="ByteAlphabet"/>.</summary>
    /// <param name="bytes">The content of the file.</param>
    /// <param name="refuse">Creates an error from a reason.</param>
    [MethodImpl(JitOptions.SkipTiering)]
    public static Vocabulary ReadTokens(byte[] bytes, Func<string, ModelLoadException> refuse)
    {
        var tokens = new Vocabulary(Llama3Tokens);
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
                throw refuse($"is not a tiktoken vocabulary: line {number} must be base64, a space and a rank");
            }

            if (!ranks.Add(rank) || !tokens.TryAdd(ByteAlphabet.Encode(token.AsSpan(0, length)), rank))
            {
                throw refuse($"repeats the token or the rank of an earlier line in line {number}");
            }
        }

        return tokens;
    }

    /// <summary>Creates the pipeline of Llama 3 for a vocabulary.</summary>
    public static BpeSpec CreateSpec(Vocabulary tokens, IReadOnlyList<AddedToken> added) => new()
    {
        Kind = "byte-level BPE (tiktoken)",
        Vocabulary = tokens,
        AddedTokens = added,
        PreTokenizers = [PreTokenizer.FromPattern(PreTokenizer.Llama3Pattern)],
        Words = new ByteLevelWordEncoder(tokens, MergeTable.FromPieces(tokens, id => id), looksUpWholeWords: true),
        Detokenizer = new ByteLevelDetokenizer(tokens, added),
    };

    private static BpeSpec Read(TokenizerFiles files, byte[] bytes)
    {
        Vocabulary tokens = ReadTokens(bytes, Refuse);
        if (tokens.Count != Llama3Tokens)
        {
            throw Refuse($"has {tokens.Count} tokens; the only supported vocabulary in tiktoken form is that of Llama 3, which has {Llama3Tokens} tokens");
        }

        VocabularyJson.CheckBytes(tokens, Refuse);
        TokenizerConfig config = files.Config;
        IReadOnlyList<AddedToken> added = config.MarkWritten(AddedTokenReader.Read(files, tokens));
        return CreateSpec(tokens, added) with
        {
            Prefix = config.Prefix(config.AddsBos ?? config.BosToken is not null, name => added.FirstOrDefault(token => token.Content == name)?.Id),
        };

        ModelLoadException Refuse(string reason) => files.Refuse($"'{files.PathOf(FileName)}' {reason}");
    }
}
