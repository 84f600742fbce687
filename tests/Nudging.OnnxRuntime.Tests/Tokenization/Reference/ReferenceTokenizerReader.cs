using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Nudging.OnnxRuntime.Tests.Tokenization.Reference;

/// <summary>Reads the files of tokenizers for <see cref="ReferenceTokenizer"/>. Supports only the settings of the fixtures and the reference data.</summary>
internal static class ReferenceTokenizerReader
{
    /// <summary>Reads tokenizer.json.</summary>
    public static ReferenceTokenizer FromJson(JsonNode root)
    {
        bool isByteLevel = root["pre_tokenizer"] is not null;
        JsonNode model = root["model"]!;
        JsonNode[] steps = root["normalizer"] is not JsonNode normalizer ? []
            : normalizer["normalizers"] is JsonArray sequence ? [.. sequence!] : [normalizer];
        return new()
        {
            Ids = model["vocab"]!.AsObject().ToDictionary(entry => entry.Key, entry => entry.Value!.GetValue<int>()),
            RankOf = Ranks(model["merges"]!.AsArray().Select(merge => merge is JsonArray pair ? ($"{pair[0]}", $"{pair[1]}") : Pair($"{merge}"))),
            IsByteLevel = isByteLevel,
            LooksUpWholeWords = model["ignore_merges"]?.GetValue<bool>() == true,
            AddedTokens = [.. root["added_tokens"]!.AsArray().Select(token => AddedToken((int)token!["id"]!, token)).Select(token => token.Normalized ? token with { Content = Normalize(token.Content, true) } : token)],
            Normalize = Normalize,
            Split = isByteLevel ? SplitOf(root["pre_tokenizer"]!.ToJsonString()) : text => [text],
        };

        string Normalize(string text, bool prepends) => steps.Aggregate(text, (current, step) => (string?)step["type"] switch
        {
            "NFC" => ReferenceTokenizer.FormC(current),
            "Prepend" => prepends ? step["prepend"] + current : current,
            "Replace" => current.Replace($"{step["pattern"]!["String"]}", $"{step["content"]}", StringComparison.Ordinal),
            _ => throw new NotSupportedException(step.ToJsonString()),
        });
    }

    /// <summary>Reads vocab.json, merges.txt and the added tokens of a folder.</summary>
    public static ReferenceTokenizer FromVocabularyAndMerges(string folder)
    {
        JsonNode config = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "tokenizer_config.json")))!;
        Dictionary<string, int> ids = Ids("vocab.json");
        IEnumerable<ReferenceAddedToken> decoder = config["added_tokens_decoder"]!.AsObject().Select(entry => AddedToken(int.Parse(entry.Key, CultureInfo.InvariantCulture), entry.Value!) with { Normalized = false });
        IEnumerable<ReferenceAddedToken> others = Ids("added_tokens.json").Select(entry => Plain(entry.Value, entry.Key, isSpecial: false));
        IEnumerable<ReferenceAddedToken> special = !File.Exists(Path.Combine(folder, "special_tokens_map.json")) ? []
            : JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "special_tokens_map.json")))!.AsObject().Select(entry => Plain(ids[$"{entry.Value}"], $"{entry.Value}", isSpecial: true));
        bool isQwen = (string?)config["tokenizer_class"] == "Qwen2Tokenizer";
        return new()
        {
            Ids = ids,
            RankOf = Ranks(File.ReadLines(Path.Combine(folder, "merges.txt")).Where(line => line.Length > 0 && !line.StartsWith("#version", StringComparison.Ordinal)).Select(Pair)),
            IsByteLevel = true,
            AddedTokens = [.. decoder, .. others, .. special],
            Normalize = (text, _) => isQwen ? ReferenceTokenizer.FormC(text) : text,
            MissingPrefix = config["add_prefix_space"]?.GetValue<bool>() == true ? " " : string.Empty,
            Split = isQwen ? ReferenceSplitter.Qwen : ReferenceSplitter.Gpt2,
        };

        Dictionary<string, int> Ids(string name) => !File.Exists(Path.Combine(folder, name)) ? []
            : JsonNode.Parse(File.ReadAllText(Path.Combine(folder, name)))!.AsObject().ToDictionary(entry => entry.Key, entry => (int)entry.Value!);
    }

    /// <summary>Reads a tiktoken vocabulary, with the split pattern of Llama 3.</summary>
    public static ReferenceTokenizer FromTiktoken(string path, params IReadOnlyList<ReferenceAddedToken> added)
    {
        var ids = File.ReadLines(path).Select(line => line.Split(' ')).ToDictionary(
            parts => string.Concat(Convert.FromBase64String(parts[0]).Select(ReferenceTokenizer.LetterOf)), parts => int.Parse(parts[1], CultureInfo.InvariantCulture));
        return new()
        {
            Ids = ids,
            RankOf = (left, right) => ids.TryGetValue(left + right, out int rank) ? rank : null,
            IsByteLevel = true,
            LooksUpWholeWords = true,
            AddedTokens = added,
            Split = ReferenceSplitter.Llama3,
        };
    }

    /// <summary>Reads a SentencePiece model.</summary>
    /// <param name="path">The path of tokenizer.model.</param>
    /// <param name="findsControl">Whether control pieces and the unknown piece are recognised in text.</param>
    public static ReferenceTokenizer FromSentencePiece(string path, bool findsControl)
    {
        const int Normal = 1, Unknown = 2, Control = 3, UserDefined = 4, Byte = 6;
        var scores = new Dictionary<string, float>();
        var ids = new Dictionary<string, int>();
        var added = new List<ReferenceAddedToken>();
        bool addsDummyPrefix = true;
        int id = 0;
        foreach ((int field, ReadOnlyMemory<byte> message) in Fields(File.ReadAllBytes(path)))
        {
            if (field == 3)
            {
                addsDummyPrefix = Fields(message).All(member => member.Field != 3 || member.Content.Span[0] != 0);
            }

            if (field != 1)
            {
                continue;
            }

            var members = Fields(message).ToDictionary(member => member.Field, member => member.Content);
            string text = Encoding.UTF8.GetString(members[1].Span);
            int type = members.TryGetValue(3, out ReadOnlyMemory<byte> value) ? value.Span[0] : Normal;
            if (type is Normal or Byte)
            {
                ids[text] = id;
            }

            if (type == Normal)
            {
                scores[text] = members.TryGetValue(2, out ReadOnlyMemory<byte> score) ? BinaryPrimitives.ReadSingleLittleEndian(score.Span) : 0;
            }
            else if (type == UserDefined || (findsControl && type is Control or Unknown))
            {
                added.Add(Plain(id, text, type != UserDefined) with { Normalized = type == UserDefined });
            }

            id++;
        }

        // The highest score first.
        var ranks = scores.Values.Distinct().OrderDescending().Select((score, rank) => (score, rank)).ToDictionary(entry => entry.score, entry => entry.rank);
        return new()
        {
            Ids = ids,
            RankOf = (left, right) => scores.TryGetValue(left + right, out float score) ? ranks[score] : null,
            IsByteLevel = false,
            AddedTokens = added,
            Normalize = (text, prepends) => (addsDummyPrefix && prepends ? "\u2581" : string.Empty) + text.Replace(' ', '\u2581'),
        };
    }

    /// <summary>Creates an added token without flags other than special.</summary>
    public static ReferenceAddedToken Plain(int id, string content, bool isSpecial) => new(id, content, isSpecial, false, false, false, false);

    private static ReferenceAddedToken AddedToken(int id, JsonNode token)
    {
        return new(id, (string)token["content"]!, Flag("special"), Flag("normalized"), Flag("lstrip"), Flag("rstrip"), Flag("single_word"));

        bool Flag(string name) => token[name]?.GetValue<bool>() == true;
    }

    private static (string Left, string Right) Pair(string merge) => (merge.Split(' ')[0], merge.Split(' ')[1]);

    private static Func<string, string, int?> Ranks(IEnumerable<(string Left, string Right)> merges)
    {
        var ranks = new Dictionary<(string, string), int>();
        foreach ((int rank, (string Left, string Right) merge) in merges.Index())
        {
            ranks[merge] = rank;
        }

        return (left, right) => ranks.TryGetValue((left, right), out int rank) ? rank : null;
    }

    private static Func<string, IEnumerable<string>> SplitOf(string preTokenizer) =>
        preTokenizer.Contains("\"Regex\"", StringComparison.Ordinal)
            ? preTokenizer.Contains("{1,3}", StringComparison.Ordinal) ? ReferenceSplitter.Llama3 : ReferenceSplitter.Qwen
            : preTokenizer.Contains("Digits", StringComparison.Ordinal) ? ReferenceSplitter.Gpt2WithSingleDigits : ReferenceSplitter.Gpt2;

    // The fields of a protocol buffer; a number is returned as one byte, which is enough for the fields that are read.
    private static IEnumerable<(int Field, ReadOnlyMemory<byte> Content)> Fields(ReadOnlyMemory<byte> message)
    {
        int at = 0;
        while (at < message.Length)
        {
            int tag = Number();
            (int start, int length) = (tag & 7) switch
            {
                0 => (at, 1),
                1 => (at, 8),
                2 => (-1, Number()),
                5 => (at, 4),
                _ => throw new InvalidDataException($"Wire type {tag & 7}"),
            };
            start = start < 0 ? at : start;
            yield return (tag >> 3, message.Slice(start, length));
            at = start + length;
            if ((tag & 7) == 0)
            {
                at = start;
                Number();
            }
        }

        int Number()
        {
            int value = 0;
            for (int shift = 0; ; shift += 7)
            {
                byte part = message.Span[at++];
                value |= (part & 0x7F) << shift;
                if (part < 0x80)
                {
                    return value;
                }
            }
        }
    }
}
