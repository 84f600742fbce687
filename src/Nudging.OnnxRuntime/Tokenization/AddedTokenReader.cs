using System.Globalization;
using Nudging.OnnxRuntime.Folders;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>Reads the added tokens of tokenizer_config.json, added_tokens.json and special_tokens_map.json.</summary>
internal sealed class AddedTokenReader
{
    private static readonly string[] SpecialNames = ["bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"];

    private readonly Dictionary<string, AddedToken> _tokens = [];
    private readonly HashSet<string> _special = [];

    private AddedTokenReader()
    {
    }

    /// <summary>Reads the three files, each of which may be absent.</summary>
    /// <param name="files">The tokenizer's files.</param>
    /// <param name="vocabulary">The vocabulary, which gives ids to special tokens that the three files only name.</param>
    public static IReadOnlyList<AddedToken> Read(TokenizerFiles files, Vocabulary vocabulary)
    {
        var reader = new AddedTokenReader();
        JsonValue config = files.ReadJson("tokenizer_config.json");
        reader.AddSpecial(config);
        reader.AddSpecial(files.ReadJson("special_tokens_map.json"));
        foreach ((string id, JsonValue token) in Members(config["added_tokens_decoder"]))
        {
            reader.Add(id, token);
        }

        foreach ((string content, JsonValue id) in Members(files.ReadJson("added_tokens.json")))
        {
            reader._tokens.TryAdd(content, new(id.AsInt32(0), content, reader._special.Contains(content)));
        }

        return [.. reader._tokens.Values, .. reader.SpecialIn(vocabulary)];
    }

    /// <summary>Reads the flags of one added token, which tokenizer.json and tokenizer_config.json write in the same form.</summary>
    public static AddedToken ReadToken(int id, JsonValue value) => new(
        id,
        value["content"].AsString(),
        value["special"].AsBoolean(false),
        value["normalized"].AsBoolean(false),
        value["lstrip"].AsBoolean(false),
        value["rstrip"].AsBoolean(false),
        value["single_word"].AsBoolean(false));

    private static IEnumerable<KeyValuePair<string, JsonValue>> Members(JsonValue value) => value.IsNull ? [] : value.Members();

    private static string? Content(JsonValue token) =>
        token.IsNull ? null : token.IsObject ? token["content"].AsString() : token.AsString();

    private IEnumerable<AddedToken> SpecialIn(Vocabulary vocabulary)
    {
        foreach (string name in _special.Where(name => !_tokens.ContainsKey(name)))
        {
            if (vocabulary.TryFind(name, out int id))
            {
                yield return new(id, name, IsSpecial: true);
            }
        }
    }

    private void Add(string id, JsonValue value)
    {
        if (!int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            throw value.Wrong("must be named by the token id");
        }

        // Tokenizers that are not read from tokenizer.json search the text before normalization and ignore the flag.
        AddedToken token = ReadToken(number, value);
        _tokens[token.Content] = token with { IsSpecial = token.IsSpecial || _special.Contains(token.Content), IsNormalized = false };
    }

    private void AddSpecial(JsonValue file)
    {
        IEnumerable<JsonValue> more = file["additional_special_tokens"] is { IsArray: true } list ? list.Items() : [];
        foreach (JsonValue token in SpecialNames.Select(name => file[name]).Concat(more))
        {
            if (Content(token) is { Length: > 0 } content)
            {
                _special.Add(content);
            }
        }
    }
}
