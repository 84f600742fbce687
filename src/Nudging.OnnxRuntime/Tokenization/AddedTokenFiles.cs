using System.Globalization;
using Nudging.OnnxRuntime.Folders;

namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>What tokenizer_config.json, added_tokens.json and special_tokens_map.json say of added tokens.</summary>
internal sealed class AddedTokenFiles
{
    private static readonly string[] SpecialNames = ["bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"];

    private readonly Dictionary<string, AddedToken> _tokens = [];
    private readonly HashSet<string> _special = [];

    private AddedTokenFiles()
    {
    }

    public static AddedTokenFiles Read(ModelFolder folder, string directory)
    {
        var files = new AddedTokenFiles();
        JsonValue config = ReadFile(folder, directory, "tokenizer_config.json");
        files.AddSpecial(config);
        files.AddSpecial(ReadFile(folder, directory, "special_tokens_map.json"));
        if (!config["added_tokens_decoder"].IsNull)
        {
            foreach ((string id, JsonValue token) in config["added_tokens_decoder"].Members())
            {
                files.Add(id, token);
            }
        }

        JsonValue more = ReadFile(folder, directory, "added_tokens.json");
        foreach ((string content, JsonValue id) in more.IsNull ? [] : more.Members())
        {
            files._tokens.TryAdd(content, new(id.AsInt32(0), content, files._special.Contains(content)));
        }

        return files;
    }

    /// <summary>The added tokens, and with them those special ones that only the vocabulary gives an id.</summary>
    /// <param name="vocabulary">The vocabulary.</param>
    public IReadOnlyList<AddedToken> With(PieceTable vocabulary)
    {
        var tokens = new List<AddedToken>(_tokens.Values);
        foreach (string name in _special.Where(name => !_tokens.ContainsKey(name)))
        {
            if (vocabulary.TryFind(name, out int id))
            {
                tokens.Add(new(id, name, IsSpecial: true));
            }
        }

        return tokens;
    }

    private static JsonValue ReadFile(ModelFolder folder, string directory, string name)
    {
        string path = folder.Resolve(Path.Combine(directory, name), "the tokenizer's configuration");
        return File.Exists(path) ? JsonValue.Read(folder, path) : default;
    }

    private static string? Content(JsonValue token) =>
        token.IsNull ? null : token.IsObject ? token["content"].AsString() : token.AsString();

    private void Add(string id, JsonValue token)
    {
        if (!int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            throw token.Wrong("must be named by the token's id");
        }

        if (token["single_word"].AsBoolean(false))
        {
            throw token["single_word"].Wrong("is not supported; it must be false");
        }

        string content = token["content"].AsString();
        bool special = token["special"].AsBoolean(false) || _special.Contains(content);

        // Nothing that has no tokenizer.json normalizes an added token but as it does the text.
        _tokens[content] = new(number, content, special, IsNormalized: false, token["lstrip"].AsBoolean(false), token["rstrip"].AsBoolean(false));
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
