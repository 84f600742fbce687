using System.Text.Json;
using Nudging.OnnxRuntime.Folders;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Reads tokenizer.json, and refuses by name what cannot be done exactly.</summary>
internal static class TokenizerJson
{
    private static readonly string[] PieceDecoders = ["Replace", "ByteFallback", "Fuse", "Strip"];

    public static BpeTokenizer Read(ModelFolder folder, string path, TokenizerConfig config)
    {
        JsonValue root = JsonValue.Read(folder, path);
        JsonValue model = root["model"];
        CheckModel(model);
        AddedToken[] added = root["added_tokens"].IsNull ? [] : [.. root["added_tokens"].Items().Select(ReadAddedToken)];
        NormalizerStep[] steps = [.. ReadNormalizer(root["normalizer"])];
        var pipeline = PreTokenizerJson.Read(root["pre_tokenizer"], leavesSpaces: new Normalizer(steps).Apply(' ') == ' ');
        if (!pipeline.IsByteLevel && !model["byte_fallback"].AsBoolean(false))
        {
            throw root["pre_tokenizer"].Wrong("must have a \"ByteLevel\" step, or the model 'byte_fallback'; no other kind of byte-pair encoding is supported");
        }

        PieceTable vocabulary = VocabularyJson.Read(model["vocab"]);
        if (pipeline.IsByteLevel)
        {
            VocabularyJson.CheckBytes(vocabulary, model["vocab"].Wrong);
        }

        ListedMerges merges = ReadMerges(model["merges"], vocabulary);
        var normalizer = new Normalizer([.. steps, .. pipeline.SpaceMark]);
        int[] prefix = [.. ReadPrefix(root["post_processor"])];
        return new(new()
        {
            Kind = pipeline.IsByteLevel ? "byte-level BPE" : "BPE with byte fallback",
            Vocabulary = vocabulary,

            // Those that are looked for in the normalized text are normalized themselves.
            AddedTokens = [.. added.Select(token => token.IsNormalized ? token with { Content = normalizer.Apply(token.Content, isBeginning: true).Text } : token)],
            Normalizer = normalizer,
            MissingPrefix = pipeline.MissingPrefix,
            PrependsOnce = pipeline.PrependsOnce,
            PreTokenizers = pipeline.Steps,
            Words = pipeline.IsByteLevel ? ByteWords(model, vocabulary, merges) : CharacterWords(model, vocabulary, merges),
            Texts = pipeline.IsByteLevel ? ByteTexts(root["decoder"], vocabulary, added) : PieceTexts(root["decoder"], vocabulary, added),
            Prefix = config.AddsBos switch
            {
                true => [Find(config.BosToken ?? throw config.MissingBosToken(), added, vocabulary) ?? throw config.MissingBosToken()],
                false => [],
                null => prefix,
            },
        });
    }

    private static void CheckModel(JsonValue model)
    {
        CheckType(model, "BPE");
        foreach (string name in (string[])["continuing_subword_prefix", "end_of_word_suffix"])
        {
            if (model[name].AsString(string.Empty).Length > 0)
            {
                throw model[name].Wrong("is not supported; it must be empty");
            }
        }

        if (!model["dropout"].IsNull && model["dropout"].Element.GetDouble() != 0)
        {
            throw model["dropout"].Wrong("is not supported; it must be absent");
        }
    }

    private static void CheckType(JsonValue value, string type)
    {
        if (value["type"].AsString(string.Empty) != type)
        {
            throw value["type"].Wrong($"must be \"{type}\"; no other kind is supported");
        }
    }

    private static ByteWordEncoder ByteWords(JsonValue model, PieceTable vocabulary, ListedMerges merges)
    {
        if (model["byte_fallback"].AsBoolean(false))
        {
            throw model["byte_fallback"].Wrong("is not supported with \"ByteLevel\"; it must be false");
        }

        return new(vocabulary, merges.Table, model["ignore_merges"].AsBoolean(false));
    }

    private static CharacterWordEncoder CharacterWords(JsonValue model, PieceTable vocabulary, ListedMerges merges)
    {
        if (model["ignore_merges"].AsBoolean(false))
        {
            throw model["ignore_merges"].Wrong("is not supported without \"ByteLevel\"; it must be false");
        }

        int[] bytes = new int[256];
        for (int value = 0; value < bytes.Length; value++)
        {
            string name = PieceText.NameOf((byte)value);
            if (!vocabulary.TryFind(name, out bytes[value]))
            {
                throw model["vocab"].Wrong($"must have the token '{name}', since 'byte_fallback' is true");
            }
        }

        return new(vocabulary, merges.Table, bytes);
    }

    private static ListedMerges ReadMerges(JsonValue value, PieceTable vocabulary)
    {
        if (!value.IsArray)
        {
            throw value.Wrong("must be an array");
        }

        var merges = new ListedMerges(vocabulary);
        int index = 0;
        foreach (JsonElement merge in value.Element.EnumerateArray())
        {
            bool isText = merge.ValueKind == JsonValueKind.String;
            bool isPair = ListedMerges.TryCut(isText ? merge.GetString() : string.Empty, out ReadOnlySpan<char> left, out ReadOnlySpan<char> right);
            if (!isText && merge.ValueKind == JsonValueKind.Array && merge.GetArrayLength() == 2)
            {
                isPair = merge[0].ValueKind == JsonValueKind.String && merge[1].ValueKind == JsonValueKind.String;
                left = isPair ? merge[0].GetString() : left;
                right = isPair ? merge[1].GetString() : right;
            }

            if (!isPair)
            {
                throw At(index).Wrong("must be a pair of tokens");
            }

            if (PieceText.ByteOf(left) >= 0 || PieceText.ByteOf(right) >= 0)
            {
                throw At(index).Wrong("merges a byte, which is not supported");
            }

            if (merges.Add(left, right) is string missing)
            {
                throw At(index).Wrong($"needs the token '{missing}', which the vocabulary lacks");
            }

            index++;
        }

        return merges;

        // Only what is wrong needs to know where it stands.
        JsonValue At(int place) => value.Items().ElementAt(place);
    }

    private static AddedToken ReadAddedToken(JsonValue value) => value["single_word"].AsBoolean(false)
        ? throw value["single_word"].Wrong("is not supported; it must be false")
        : new(
            value["id"].AsInt32(0),
            value["content"].AsString(),
            value["special"].AsBoolean(false),
            value["normalized"].AsBoolean(false),
            value["lstrip"].AsBoolean(false),
            value["rstrip"].AsBoolean(false));

    private static IEnumerable<NormalizerStep> ReadNormalizer(JsonValue value)
    {
        if (value.IsNull)
        {
            return [];
        }

        return value["type"].AsString() switch
        {
            "NFC" => [new NormalizerStep.Nfc()],
            "Prepend" => [new NormalizerStep.Prepend(value["prepend"].AsString())],
            "Replace" when value["pattern"]["String"] is { IsString: true } pattern && pattern.AsString().Length > 0 =>
                [new NormalizerStep.Replace(pattern.AsString(), value["content"].AsString())],
            "Replace" => throw value["pattern"].Wrong("must be a \"String\" that is not empty"),
            "Sequence" => value["normalizers"].Items().SelectMany(ReadNormalizer),
            _ => throw value["type"].Wrong("is no supported normalizer; it must be \"NFC\", \"Prepend\", \"Replace\", \"Sequence\" or absent"),
        };
    }

    private static TokenBytes ByteTexts(JsonValue decoder, PieceTable vocabulary, AddedToken[] added)
    {
        CheckType(decoder, "ByteLevel");
        return new TokenBytes(vocabulary, added);
    }

    private static PieceTexts PieceTexts(JsonValue decoder, PieceTable vocabulary, AddedToken[] added)
    {
        var texts = new PieceTexts { IsSentencePiece = false, TakesSpaceAway = TakesSpaceAway(decoder) };
        foreach ((string piece, int id) in vocabulary.Entries)
        {
            texts[id] = PieceText.Of(piece) with { Byte = PieceText.ByteOf(piece) };
        }

        foreach (AddedToken token in added)
        {
            texts[token.Id] = PieceText.Of(token.Content) with { Byte = PieceText.ByteOf(token.Content), IsSpecial = token.IsSpecial };
        }

        return texts;
    }

    // What a decoder of pieces and bytes does is the same in all files, but for the space in front.
    private static bool TakesSpaceAway(JsonValue decoder)
    {
        JsonValue[] steps = decoder["type"].AsString(string.Empty) == "Sequence" ? [.. decoder["decoders"].Items()] : [];
        string[] types = [.. steps.Select(step => step["type"].AsString(string.Empty))];
        bool isKnown = types.Length >= 3 && PieceDecoders.AsSpan().StartsWith(types)
            && steps[0]["pattern"]["String"].AsString(string.Empty) == Normalizer.SpaceMark.ToString()
            && steps[0]["content"].AsString(string.Empty) == " "
            && (types.Length < 4 || (steps[3]["content"].AsString(string.Empty) == " " && steps[3]["start"].AsInt32(0) == 1 && steps[3]["stop"].AsInt32(0) == 0));
        return isKnown
            ? types.Length == 4
            : throw decoder.Wrong("must be the \"Sequence\" of \"Replace\" of the space mark, \"ByteFallback\", \"Fuse\" and, for one space in front, \"Strip\"");
    }

    // What a post-processor puts in front of a text. What it puts behind one is not for a text that goes on.
    private static IEnumerable<int> ReadPrefix(JsonValue value)
    {
        switch (value["type"].AsString("ByteLevel"))
        {
            case "ByteLevel":
                return [];
            case "Sequence":
                return value["processors"].Items().SelectMany(ReadPrefix);
            case "TemplateProcessing":
                return value["single"].Items()
                    .TakeWhile(part => part["Sequence"].IsNull)
                    .SelectMany(part => value["special_tokens"][part["SpecialToken"]["id"].AsString()]["ids"].Items())
                    .Select(id => id.AsInt32(0));
            default:
                throw value["type"].Wrong("is no supported post-processor; it must be \"TemplateProcessing\", \"ByteLevel\" or absent");
        }
    }

    private static int? Find(string token, AddedToken[] added, PieceTable vocabulary) =>
        Array.Find(added, candidate => candidate.Content == token)?.Id ?? (vocabulary.TryFind(token, out int id) ? id : null);
}
