using Nudging.OnnxRuntime.Folders;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Reads tokenizer.json, and refuses by name what cannot be done exactly.</summary>
internal static class TokenizerJson
{
    public static ByteLevelBpeTokenizer Read(ModelFolder folder, string path, TokenizerConfig config)
    {
        JsonValue root = JsonValue.Read(folder, path);
        JsonValue model = root["model"];
        CheckModel(model);
        CheckType(root["decoder"], "ByteLevel");
        Dictionary<string, int> vocabulary = ReadVocabulary(model["vocab"]);
        AddedToken[] added = root["added_tokens"].IsNull ? [] : [.. root["added_tokens"].Items().Select(ReadAddedToken)];
        int[] prefix = [.. ReadPrefix(root["post_processor"])];
        var pipeline = PreTokenizerJson.Read(root["pre_tokenizer"]);
        return new(new()
        {
            Vocabulary = vocabulary,
            Merges = [.. model["merges"].Items().Select(ReadMerge)],
            AddedTokens = added,
            PreTokenizers = pipeline.Steps,
            AddsPrefixSpace = pipeline.AddsPrefixSpace,
            IsNfc = ReadNormalizer(root["normalizer"]),
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
        foreach (string name in (string[])["byte_fallback", "ignore_merges"])
        {
            if (model[name].AsBoolean(false))
            {
                throw model[name].Wrong("is not supported; it must be false");
            }
        }

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

    private static Dictionary<string, int> ReadVocabulary(JsonValue value)
    {
        var vocabulary = new Dictionary<string, int>();
        foreach ((string entry, JsonValue id) in value.Members())
        {
            vocabulary[entry] = id.AsInt32(0);
        }

        for (int i = 0; i < 256; i++)
        {
            bool occursInUtf8 = i is not (0xC0 or 0xC1 or >= 0xF5);
            if (occursInUtf8 && !vocabulary.ContainsKey(ByteAlphabet.Letter((byte)i).ToString()))
            {
                throw value.Wrong($"must be byte-level: it has no token for the byte 0x{i:X2}");
            }
        }

        return vocabulary;
    }

    private static string ReadMerge(JsonValue value)
    {
        if (value.IsString)
        {
            return value.AsString();
        }

        string[] pair = [.. value.Items().Select(part => part.AsString())];
        return pair.Length == 2 ? $"{pair[0]} {pair[1]}" : throw value.Wrong("must be a pair of strings");
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

    private static bool ReadNormalizer(JsonValue value)
    {
        if (value.IsNull)
        {
            return false;
        }

        return value["type"].AsString() switch
        {
            "NFC" => true,
            "Sequence" => value["normalizers"].Items().Select(ReadNormalizer).ToArray().Contains(true),
            _ => throw value["type"].Wrong("is no supported normalizer; it must be \"NFC\" or absent"),
        };
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

    private static int? Find(string token, AddedToken[] added, Dictionary<string, int> vocabulary) =>
        Array.Find(added, candidate => candidate.Content == token)?.Id ?? (vocabulary.TryGetValue(token, out int id) ? id : null);
}
