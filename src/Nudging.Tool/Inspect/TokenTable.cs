using Nudging.OnnxRuntime.Folders;

namespace Nudging.Tool.Inspect;

/// <summary>The tokens of tokenizer.json by their ids.</summary>
internal sealed class TokenTable
{
    private TokenTable(string kind, IReadOnlyDictionary<int, string> tokens, IReadOnlyList<Token> special)
    {
        Kind = kind;
        Tokens = tokens;
        Special = special;
    }

    /// <summary>Gets what kind of tokenizer it is.</summary>
    public string Kind { get; }

    public IReadOnlyDictionary<int, string> Tokens { get; }

    /// <summary>Gets the tokens that are no text.</summary>
    public IReadOnlyList<Token> Special { get; }

    public static TokenTable Read(ModelFolder folder, string directory)
    {
        JsonValue root = JsonValue.Read(folder, folder.Require(Path.Combine(directory, "tokenizer.json"), "the tokenizer"));
        Dictionary<int, string> tokens = [];
        JsonValue vocabulary = root["model"]["vocab"];
        if (vocabulary.IsArray)
        {
            foreach (JsonValue entry in vocabulary.Items())
            {
                tokens[tokens.Count] = entry.Items().First().AsString();
            }
        }
        else
        {
            foreach ((string text, JsonValue id) in vocabulary.Members())
            {
                tokens[id.AsInt32(0)] = text;
            }
        }

        List<Token> special = [];
        foreach (JsonValue entry in root["added_tokens"].IsNull ? [] : root["added_tokens"].Items())
        {
            int id = entry["id"].AsInt32(0);
            tokens[id] = entry["content"].AsString();
            if (entry["special"].AsBoolean(false))
            {
                special.Add(new(id, tokens[id]));
            }
        }

        return new(KindOf(root), tokens, special);
    }

    public Token Find(int id) => new(id, Tokens.GetValueOrDefault(id));

    private static string KindOf(JsonValue root)
    {
        string type = root["model"]["type"].AsString("BPE");
        bool byteLevel = root["decoder"]["type"].AsString(string.Empty) == "ByteLevel";
        bool byteFallback = root["model"]["byte_fallback"].AsBoolean(false);
        return byteLevel ? $"byte-level {type}" : byteFallback ? $"{type} with byte fallback" : type;
    }
}

/// <summary>A token.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Text">What tokenizer.json calls it; null if it has no such token.</param>
internal sealed record Token(int Id, string? Text);
