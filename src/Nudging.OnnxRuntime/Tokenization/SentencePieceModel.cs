using Google.Protobuf;
using Nudging.OnnxRuntime.Folders;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Reads tokenizer.model in its SentencePiece form: byte-pair encoding with bytes for what has no piece.</summary>
internal static class SentencePieceModel
{
    /// <summary>Reads a model.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="findsControl">Whether control pieces are recognised in text, which SentencePiece itself never does.</param>
    /// <param name="added">The tokens that other files add.</param>
    /// <param name="refuse">Makes an error of a reason.</param>
    public static SentencePieceModelParts Read(byte[] bytes, bool findsControl, AddedTokenFiles? added, Func<string, Exception?, ModelLoadException> refuse)
    {
        SentencePieceFile file;
        try
        {
            file = SentencePieceFile.Parse(bytes);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw refuse("is no SentencePiece model, or it is cut off", e);
        }

        if (FindFault(file) is string fault)
        {
            throw refuse(fault, null);
        }

        PieceTable normal = Table(file, piece => piece.Kind == SentencePieceKind.Normal);
        PieceTable all = Table(file, _ => true);
        if (FindLooseCharacter(file, all) is string loose)
        {
            throw refuse($"has pieces with '{loose}', which is no piece itself; that is not supported", null);
        }

        IReadOnlyList<AddedToken> more = added?.With(all) ?? [];
        return new(file, all, new()
        {
            Kind = "BPE with byte fallback (SentencePiece)",
            Vocabulary = all,
            AddedTokens = [.. more, .. Recognised(file, findsControl, more)],
            Normalizer = new([.. file.AddsDummyPrefix ? (NormalizerStep[])[new NormalizerStep.Prepend($"{Normalizer.SpaceMark}")] : [], new NormalizerStep.Replace(" ", $"{Normalizer.SpaceMark}")]),
            Words = Words(file, normal),
            Texts = Texts(file, more),
        });
    }

    private static string? FindFault(SentencePieceFile file)
    {
        if (file.Pieces.Count == 0)
        {
            return "holds no pieces: it is no SentencePiece model, or it is cut off";
        }

        if (file.ModelType != SentencePieceFile.BytePairEncoding)
        {
            return "is no byte-pair encoding (\"model_type\" must be BPE); no other kind is supported";
        }

        if (!file.FallsBackToBytes || file.MarksSpacesBehind || file.HasCharacterMap || file.RemovesExtraSpaces || !file.MarksSpaces)
        {
            return "was trained with settings that are not supported: it must have \"byte_fallback\", must mark spaces in front of words and keep them all, and must not map characters";
        }

        if (file.Pieces.FirstOrDefault(piece => piece.Text.Length == 0) is SentencePiece empty)
        {
            return $"has no text for the piece {empty.Id}";
        }

        if (file.Pieces.GroupBy(piece => piece.Text).FirstOrDefault(same => same.Count() > 1) is IGrouping<string, SentencePiece> twice)
        {
            return $"has the piece '{twice.Key}' twice";
        }

        if (file.Pieces.FirstOrDefault(piece => piece.Kind == SentencePieceKind.Unused || !Enum.IsDefined(piece.Kind)) is SentencePiece unused)
        {
            return $"has the piece '{unused.Text}' of a kind that is not supported";
        }

        HashSet<int> bytes = [.. file.Pieces.Where(piece => piece.Kind == SentencePieceKind.Byte).Select(piece => PieceText.ByteOf(piece.Text))];
        return bytes.Count == 256 && !bytes.Contains(-1) ? null : "must have one piece for each of the 256 bytes";
    }

    private static PieceTable Table(SentencePieceFile file, Func<SentencePiece, bool> wanted)
    {
        var table = new PieceTable(file.Pieces.Count);
        foreach (SentencePiece piece in file.Pieces.Where(wanted))
        {
            table.TryAdd(piece.Text, piece.Id);
        }

        return table;
    }

    // SentencePiece merges by text, so a character that is no piece could merge with what is beside it; here it is bytes by then.
    private static string? FindLooseCharacter(SentencePieceFile file, PieceTable pieces)
    {
        foreach (SentencePiece piece in file.Pieces.Where(piece => piece.Kind == SentencePieceKind.Normal))
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

    // User-defined pieces are cut out of the text as it is to be merged, the others out of the text as it comes.
    private static IEnumerable<AddedToken> Recognised(SentencePieceFile file, bool findsControl, IReadOnlyList<AddedToken> more)
    {
        HashSet<string> known = [.. more.Select(token => token.Content)];
        foreach (SentencePiece piece in file.Pieces)
        {
            if (piece.Kind == SentencePieceKind.UserDefined)
            {
                yield return new(piece.Id, piece.Text, IsSpecial: false, IsNormalized: true);
            }
            else if (findsControl && piece.Kind is SentencePieceKind.Control or SentencePieceKind.Unknown && !known.Contains(piece.Text))
            {
                yield return new(piece.Id, piece.Text, IsSpecial: true);
            }
        }
    }

    private static CharacterWordEncoder Words(SentencePieceFile file, PieceTable normal)
    {
        // Pieces of the same score are equals.
        Dictionary<float, int> ranks = file.Pieces.Select(piece => piece.Score).Distinct().OrderDescending()
            .Select((score, rank) => (score, rank)).ToDictionary(pair => pair.score, pair => pair.rank);
        int[] bytes = new int[256];
        foreach (SentencePiece piece in file.Pieces.Where(piece => piece.Kind == SentencePieceKind.Byte))
        {
            bytes[PieceText.ByteOf(piece.Text)] = piece.Id;
        }

        return new(normal, MergeTable.FromPieces(normal, id => ranks[file.Pieces[id].Score]), bytes);
    }

    private static PieceTexts Texts(SentencePieceFile file, IReadOnlyList<AddedToken> added)
    {
        var texts = new PieceTexts { IsSentencePiece = true, TakesSpaceAway = file.AddsDummyPrefix };
        foreach (SentencePiece piece in file.Pieces)
        {
            texts[piece.Id] = piece.Kind switch
            {
                SentencePieceKind.Control => new(piece.Text, IsSpecial: true),
                SentencePieceKind.Unknown => new(file.UnknownText),
                SentencePieceKind.Byte => new(string.Empty, PieceText.ByteOf(piece.Text)),
                _ => PieceText.Of(piece.Text),
            };
        }

        foreach (AddedToken token in added)
        {
            texts[token.Id] = texts[token.Id] is { Text.Length: > 0 } text ? text with { IsSpecial = text.IsSpecial || token.IsSpecial } : new(token.Content, IsSpecial: token.IsSpecial);
        }

        return texts;
    }
}
