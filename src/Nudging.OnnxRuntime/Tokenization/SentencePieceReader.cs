using Google.Protobuf;
using Nudging.OnnxRuntime.Folders;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Reads tokenizer.model in SentencePiece form: byte-pair encoding with byte fallback.</summary>
internal static class SentencePieceReader
{
    private const string FileName = "tokenizer.model";

    /// <summary>Reads the tokenizer.</summary>
    /// <returns><see langword="null"/> if the file is absent or has another format.</returns>
    public static ITokenizer? TryRead(TokenizerFiles files)
    {
        if (!files.Has(FileName))
        {
            return null;
        }

        byte[] bytes = File.ReadAllBytes(files.PathOf(FileName));
        return IsSentencePiece(bytes) ? new BpeTokenizer(Read(files, bytes)) : null;
    }

    /// <summary>Tells whether a file may be a SentencePiece model: it begins with the tag of the first piece.</summary>
    public static bool IsSentencePiece(ReadOnlySpan<byte> bytes) => bytes is [0x0A, ..];

    /// <summary>Parses and validates a model.</summary>
    /// <param name="bytes">The content of the model.</param>
    /// <param name="refuse">Creates an error from a reason and a cause.</param>
    public static SentencePieceModelProto Parse(byte[] bytes, Func<string, Exception?, ModelLoadException> refuse)
    {
        SentencePieceModelProto model;
        try
        {
            model = SentencePieceModelProto.Parse(bytes);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw refuse("is not a SentencePiece model, or the file is truncated", e);
        }

        return FindFault(model) is string fault ? throw refuse(fault, null) : model;
    }

    /// <summary>Creates the pipeline of a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="vocabulary">All pieces of the model.</param>
    /// <param name="findsControl">Whether control pieces are recognised in text. SentencePiece does not recognise control pieces in text, but chat templates write them as text.</param>
    /// <param name="added">The added tokens of other files.</param>
    public static BpeSpec CreateSpec(SentencePieceModelProto model, Vocabulary vocabulary, bool findsControl, IReadOnlyList<AddedToken> added) => new()
    {
        Kind = "BPE with byte fallback (SentencePiece)",
        Vocabulary = vocabulary,
        AddedTokens = [.. added, .. PiecesInText(model, findsControl, added)],
        Normalizer = new([.. model.AddsDummyPrefix ? (NormalizerStep[])[new NormalizerStep.Prepend($"{Normalizer.SpaceMark}")] : [], new NormalizerStep.Replace(" ", $"{Normalizer.SpaceMark}")]),
        Words = CreateWords(model),
        Detokenizer = CreateDetokenizer(model, added),
    };

    /// <summary>Creates the vocabulary of all pieces.</summary>
    public static Vocabulary CreateVocabulary(SentencePieceModelProto model) => CreateVocabulary(model, _ => true);

    private static BpeSpec Read(TokenizerFiles files, byte[] bytes)
    {
        SentencePieceModelProto model = Parse(bytes, (reason, cause) => files.Refuse($"'{files.PathOf(FileName)}' {reason}", cause));
        Vocabulary vocabulary = CreateVocabulary(model);
        TokenizerConfig config = files.Config;
        int? bos = model.BosId >= 0 && model.BosId < model.Pieces.Count ? model.BosId : null;
        BpeSpec spec = CreateSpec(model, vocabulary, findsControl: true, AddedTokenReader.Read(files, vocabulary));
        return spec with
        {
            AddedTokens = config.MarkWritten(spec.AddedTokens),
            // Hugging Face tokenizers of these models are "legacy" unless the file says otherwise.
            PrependsOnce = config["legacy"] is { IsNull: false } legacy && !legacy.AsBoolean(true),
            Prefix = config.Prefix(config.AddsBos ?? bos is not null, name => vocabulary.TryFind(name, out int id) ? id : null, bos),
        };
    }

    private static string? FindFault(SentencePieceModelProto model)
    {
        if (model.Pieces.Count == 0)
        {
            return "has no pieces: the file is not a SentencePiece model, or is truncated";
        }

        if (model.ModelType != SentencePieceModelProto.BytePairEncoding)
        {
            return "is not a byte-pair encoding; \"model_type\" must be BPE";
        }

        if (!model.FallsBackToBytes || model.TreatsSpaceAsSuffix || model.HasCharacterMap || model.RemovesExtraSpaces || !model.MarksSpaces)
        {
            return "was trained with settings that are not supported: \"byte_fallback\" and \"escape_whitespaces\" must be true, \"remove_extra_whitespaces\" and \"treat_whitespace_as_suffix\" false, and there must be no \"precompiled_charsmap\"";
        }

        if (model.Pieces.FirstOrDefault(piece => piece.Text.Length == 0) is SentencePieceToken empty)
        {
            return $"has no text for the piece with the id {empty.Id}";
        }

        if (model.Pieces.GroupBy(piece => piece.Text).FirstOrDefault(same => same.Count() > 1) is IGrouping<string, SentencePieceToken> twice)
        {
            return $"repeats the piece '{twice.Key}'";
        }

        if (model.Pieces.FirstOrDefault(piece => piece.Type == SentencePieceType.Unused || !Enum.IsDefined(piece.Type)) is SentencePieceToken unused)
        {
            return $"has the piece '{unused.Text}', whose type is not supported";
        }

        HashSet<int> bytes = [.. model.Pieces.Where(piece => piece.Type == SentencePieceType.Byte).Select(piece => ByteFallback.ByteOf(piece.Text))];
        if (bytes.Count < 256 || bytes.Contains(-1))
        {
            return "must have one piece for each of the 256 bytes";
        }

        return FindCharacterWithoutPiece(model) is string character ? $"has pieces with '{character}', which is not a piece itself; such a model is not supported" : null;
    }

    private static Vocabulary CreateVocabulary(SentencePieceModelProto model, Func<SentencePieceToken, bool> isIncluded)
    {
        var vocabulary = new Vocabulary(model.Pieces.Count);
        foreach (SentencePieceToken piece in model.Pieces.Where(isIncluded))
        {
            vocabulary.TryAdd(piece.Text, piece.Id);
        }

        return vocabulary;
    }

    // SentencePiece merges text, so a character without a piece could merge with its neighbours. This encoder replaces the character by bytes before merging.
    private static string? FindCharacterWithoutPiece(SentencePieceModelProto model)
    {
        Vocabulary pieces = CreateVocabulary(model);
        foreach (SentencePieceToken piece in model.Pieces.Where(piece => piece.Type == SentencePieceType.Normal))
        {
            for (int i = 0; i < piece.Text.Length;)
            {
                int length = char.IsSurrogatePair(piece.Text, i) ? 2 : 1;
                if (!pieces.TryFind(piece.Text.AsSpan(i, length), out _))
                {
                    return piece.Text.Substring(i, length);
                }

                i += length;
            }
        }

        return null;
    }

    // User-defined pieces are searched for in the normalized text, control pieces in the text before normalization.
    private static IEnumerable<AddedToken> PiecesInText(SentencePieceModelProto model, bool findsControl, IReadOnlyList<AddedToken> added)
    {
        HashSet<string> known = [.. added.Select(token => token.Content)];
        foreach (SentencePieceToken piece in model.Pieces)
        {
            if (piece.Type == SentencePieceType.UserDefined)
            {
                yield return new(piece.Id, piece.Text, IsSpecial: false, IsNormalized: true);
            }
            else if (findsControl && piece.Type is SentencePieceType.Control or SentencePieceType.Unknown && !known.Contains(piece.Text))
            {
                yield return new(piece.Id, piece.Text, IsSpecial: true);
            }
        }
    }

    private static ByteFallbackWordEncoder CreateWords(SentencePieceModelProto model)
    {
        // Pieces of the same score have the same rank.
        Dictionary<float, int> ranks = model.Pieces.Select(piece => piece.Score).Distinct().OrderDescending()
            .Select((score, rank) => (score, rank)).ToDictionary(pair => pair.score, pair => pair.rank);
        Vocabulary normal = CreateVocabulary(model, piece => piece.Type == SentencePieceType.Normal);
        int[] bytes = new int[256];
        foreach (SentencePieceToken piece in model.Pieces.Where(piece => piece.Type == SentencePieceType.Byte))
        {
            bytes[ByteFallback.ByteOf(piece.Text)] = piece.Id;
        }

        return new(normal, MergeTable.FromPieces(normal, id => ranks[model.Pieces[id].Score]), bytes);
    }

    private static ByteFallbackDetokenizer CreateDetokenizer(SentencePieceModelProto model, IReadOnlyList<AddedToken> added)
    {
        var texts = new ByteFallbackDetokenizer { IsSentencePiece = true, StripsLeadingSpace = model.AddsDummyPrefix };
        foreach (SentencePieceToken piece in model.Pieces)
        {
            texts[piece.Id] = piece.Type switch
            {
                SentencePieceType.Control => new(piece.Text, IsSpecial: true),
                SentencePieceType.Unknown => new(model.UnknownText),
                SentencePieceType.Byte => new(string.Empty, ByteFallback.ByteOf(piece.Text)),
                _ => DecodedToken.FromPiece(piece.Text),
            };
        }

        foreach (AddedToken token in added)
        {
            texts[token.Id] = texts[token.Id] is { Text.Length: > 0 } text ? text with { IsSpecial = text.IsSpecial || token.IsSpecial } : new(token.Content, IsSpecial: token.IsSpecial);
        }

        return texts;
    }
}
