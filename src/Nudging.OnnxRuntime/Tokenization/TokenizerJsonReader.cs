using System.Text.Json;
using Nudging.OnnxRuntime.Folders;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Reads tokenizer.json; a setting that is not supported exactly is refused by name.</summary>
internal static class TokenizerJsonReader
{
    private static readonly string[] ByteFallbackDecoders = ["Replace", "ByteFallback", "Fuse", "Strip"];

    /// <summary>Reads the tokenizer.</summary>
    /// <returns><see langword="null"/> if the file is absent.</returns>
    public static ITokenizer? TryRead(TokenizerFiles files) =>
        files.Has("tokenizer.json") ? new BpeTokenizer(Read(files.ReadJson("tokenizer.json"), files.Config)) : null;

    private static BpeSpec Read(JsonValue root, TokenizerConfig config)
    {
        JsonValue model = root["model"];
        CheckModel(model);
        AddedToken[] added = root["added_tokens"].IsNull ? [] : [.. root["added_tokens"].Items().Select(token => AddedTokenReader.ReadToken(token["id"].AsInt32(0), token))];
        NormalizerStep[] steps = [.. ReadNormalizer(root["normalizer"])];
        var preTokenizer = PreTokenizerJson.Read(root["pre_tokenizer"], leavesSpaces: new Normalizer(steps).Apply(' ') == ' ');
        bool isByteLevel = preTokenizer.IsByteLevel;
        if (!isByteLevel && !model["byte_fallback"].AsBoolean(false))
        {
            throw root["pre_tokenizer"].Wrong("must have a \"ByteLevel\" step, or the model 'byte_fallback'; no other kind of byte-pair encoding is supported");
        }

        Vocabulary vocabulary = VocabularyJson.Read(model["vocab"]);
        if (isByteLevel)
        {
            VocabularyJson.CheckBytes(vocabulary, model["vocab"].Wrong);
        }

        MergeTable merges = ReadMerges(model["merges"], vocabulary);
        var normalizer = new Normalizer([.. steps, .. preTokenizer.SpaceMark]);
        int[] prefix = [.. ReadPrefix(root["post_processor"])];
        return new()
        {
            Kind = isByteLevel ? "byte-level BPE" : "BPE with byte fallback",
            Vocabulary = vocabulary,
            AddedTokens = config.MarkWritten([.. added.Select(token => Normalize(token, normalizer))]),
            Normalizer = normalizer,
            MissingPrefix = preTokenizer.MissingPrefix,
            PrependsOnce = preTokenizer.PrependsOnce,
            PreTokenizers = preTokenizer.Steps,
            Words = isByteLevel ? ByteLevelWords(model, vocabulary, merges) : ByteFallbackWords(model, vocabulary, merges),
            Detokenizer = isByteLevel ? ByteLevelTexts(root["decoder"], vocabulary, added) : ByteFallbackTexts(root["decoder"], vocabulary, added),
            Prefix = config.AddsBos is bool addsBos ? config.Prefix(addsBos, name => Find(name, added, vocabulary)) : prefix,
        };
    }

    // A token that is searched for in the normalized text is normalized too.
    private static AddedToken Normalize(AddedToken token, Normalizer normalizer) =>
        token.IsNormalized ? token with { Content = normalizer.Apply(token.Content, prepends: true).Text } : token;

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
            throw model["dropout"].Wrong("is not supported; it must be null or 0");
        }
    }

    private static void CheckType(JsonValue value, string type)
    {
        if (value["type"].AsString(string.Empty) != type)
        {
            throw value["type"].Wrong($"must be \"{type}\"; no other type is supported");
        }
    }

    private static ByteLevelWordEncoder ByteLevelWords(JsonValue model, Vocabulary vocabulary, MergeTable merges)
    {
        if (model["byte_fallback"].AsBoolean(false))
        {
            throw model["byte_fallback"].Wrong("is not supported with \"ByteLevel\"; it must be false");
        }

        return new(vocabulary, merges, model["ignore_merges"].AsBoolean(false));
    }

    private static ByteFallbackWordEncoder ByteFallbackWords(JsonValue model, Vocabulary vocabulary, MergeTable merges)
    {
        if (model["ignore_merges"].AsBoolean(false))
        {
            throw model["ignore_merges"].Wrong("is not supported without \"ByteLevel\"; it must be false");
        }

        int[] bytes = new int[256];
        for (int value = 0; value < bytes.Length; value++)
        {
            string name = ByteFallback.TokenOf((byte)value);
            if (!vocabulary.TryFind(name, out bytes[value]))
            {
                throw model["vocab"].Wrong($"must have the token '{name}', since 'byte_fallback' is true");
            }
        }

        return new(vocabulary, merges, bytes);
    }

    private static MergeTable ReadMerges(JsonValue value, Vocabulary vocabulary)
    {
        if (!value.IsArray)
        {
            throw value.Wrong("must be an array");
        }

        var merges = new MergeTableBuilder(vocabulary);
        int index = 0;
        foreach (JsonElement merge in value.Element.EnumerateArray())
        {
            bool isText = merge.ValueKind == JsonValueKind.String;
            bool isPair = MergeTableBuilder.TrySplit(isText ? merge.GetString() : string.Empty, out ReadOnlySpan<char> left, out ReadOnlySpan<char> right);
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

            if (ByteFallback.ByteOf(left) >= 0 || ByteFallback.ByteOf(right) >= 0)
            {
                throw At(index).Wrong("merges a byte, which is not supported");
            }

            if (merges.Add(left, right) is string missing)
            {
                throw At(index).Wrong($"needs the token '{missing}', which the vocabulary lacks");
            }

            index++;
        }

        return merges.Table;

        // The index is looked up for errors only.
        JsonValue At(int place) => value.Items().ElementAt(place);
    }

    private static IEnumerable<NormalizerStep> ReadNormalizer(JsonValue value)
    {
        if (value.IsNull)
        {
            return [];
        }

        return value["type"].AsString() switch
        {
            "NFC" => [new NormalizerStep.FormC()],
            "Prepend" => [new NormalizerStep.Prepend(value["prepend"].AsString())],
            "Replace" when value["pattern"]["String"] is { IsString: true } pattern && pattern.AsString().Length > 0 =>
                [new NormalizerStep.Replace(pattern.AsString(), value["content"].AsString())],
            "Replace" => throw value["pattern"].Wrong("must be a \"String\" that is not empty"),
            "Sequence" => value["normalizers"].Items().SelectMany(ReadNormalizer),
            _ => throw value["type"].Wrong("is not a supported normalizer; it must be \"NFC\", \"Prepend\", \"Replace\", \"Sequence\" or absent"),
        };
    }

    private static ByteLevelDetokenizer ByteLevelTexts(JsonValue decoder, Vocabulary vocabulary, AddedToken[] added)
    {
        CheckType(decoder, "ByteLevel");
        return new ByteLevelDetokenizer(vocabulary, added);
    }

    private static ByteFallbackDetokenizer ByteFallbackTexts(JsonValue decoder, Vocabulary vocabulary, AddedToken[] added)
    {
        var texts = new ByteFallbackDetokenizer { IsSentencePiece = false, StripsLeadingSpace = StripsLeadingSpace(decoder) };
        foreach ((string piece, int id) in vocabulary.Entries)
        {
            texts[id] = DecodedToken.FromPiece(piece) with { Byte = ByteFallback.ByteOf(piece) };
        }

        foreach (AddedToken token in added)
        {
            texts[token.Id] = DecodedToken.FromPiece(token.Content) with { Byte = ByteFallback.ByteOf(token.Content), IsSpecial = token.IsSpecial };
        }

        return texts;
    }

    // All files with byte fallback have the same decoder, with or without the step that strips a space.
    private static bool StripsLeadingSpace(JsonValue decoder)
    {
        JsonValue[] steps = decoder["type"].AsString(string.Empty) == "Sequence" ? [.. decoder["decoders"].Items()] : [];
        string[] types = [.. steps.Select(step => step["type"].AsString(string.Empty))];
        bool isKnown = types.Length >= 3 && ByteFallbackDecoders.AsSpan().StartsWith(types)
            && steps[0]["pattern"]["String"].AsString(string.Empty) == Normalizer.SpaceMark.ToString()
            && steps[0]["content"].AsString(string.Empty) == " "
            && (types.Length < 4 || (steps[3]["content"].AsString(string.Empty) == " " && steps[3]["start"].AsInt32(0) == 1 && steps[3]["stop"].AsInt32(0) == 0));
        return isKnown
            ? types.Length == 4
            : throw decoder.Wrong("must be the \"Sequence\" of \"Replace\" of the space mark, \"ByteFallback\", \"Fuse\" and, for one leading space, \"Strip\"");
    }

    // Reads the tokens before a text. The tokens after a text are left out, since the model continues the text.
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
                throw value["type"].Wrong("is not a supported post-processor; it must be \"TemplateProcessing\", \"ByteLevel\" or absent");
        }
    }

    private static int? Find(string token, AddedToken[] added, Vocabulary vocabulary) =>
        Array.Find(added, candidate => candidate.Content == token)?.Id ?? (vocabulary.TryFind(token, out int id) ? id : null);
}
