using System.Text.Json;
using System.Text.Json.Nodes;
using Nudging.OnnxRuntime.Folders;
using Nudging.OnnxRuntime.Tokenization;
using Nudging.TestSupport;

namespace Nudging.OnnxRuntime.Tests.Tokenization;

/// <summary>Loads the tokenizers of the reference data, and small tokenizers that a test writes.</summary>
internal static class TestTokenizer
{
    public static ITokenizer Load(string tokenizerPath)
    {
        var folder = ModelFolder.Open(Path.GetDirectoryName(tokenizerPath)!);
        return TokenizerLoader.Load(folder, string.Empty, TokenizerConfig.Read(folder, string.Empty));
    }

    /// <summary>Loads the tokenizer of the test models after a change.</summary>
    public static ITokenizer Create(Action<JsonNode>? change = null, DecoderModelSpec? spec = null, string? config = null)
    {
        using var folder = new TemporaryFolder();
        DecoderModel.Write(folder.Path, spec ?? new());
        JsonNode root = JsonNode.Parse(File.ReadAllText(folder["tokenizer.json"]))!;
        change?.Invoke(root);
        File.WriteAllText(folder["tokenizer.json"], root.ToJsonString());
        File.WriteAllText(folder["tokenizer_config.json"], config ?? "{}");
        return Load(folder["tokenizer.json"]);
    }

    /// <summary>Loads a family of the reference data.</summary>
    /// <param name="family">The name of the folder.</param>
    /// <param name="withSpecial">Whether special tokens are recognised in text.</param>
    public static ITokenizer LoadFamily(string family, bool withSpecial)
    {
        string path = TokenizerFamily.Folder(family);
        if (File.Exists(Path.Combine(path, "tokenizer.model")))
        {
            return LoadModel(path, withSpecial);
        }

        string tokenizer = Path.Combine(path, "tokenizer.json");
        JsonNode root = File.Exists(tokenizer) ? JsonNode.Parse(File.ReadAllText(tokenizer))! : TokenizerFamily.Assemble(family);
        return LoadWithout(root, token => !withSpecial && token["special"]!.GetValue<bool>());
    }

    /// <summary>Loads a tokenizer.json without some of the added tokens.</summary>
    public static ITokenizer LoadWithout(JsonNode root, Predicate<JsonNode> unwanted)
    {
        JsonArray added = root["added_tokens"]!.AsArray();
        foreach (JsonNode token in added.Where(token => unwanted(token!)).ToArray()!)
        {
            added.Remove(token);
        }

        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["tokenizer.json"], root.ToJsonString());
        return Load(folder["tokenizer.json"]);
    }

    /// <summary>Loads the tokenizer of a folder with these files.</summary>
    public static ITokenizer LoadFolder(params (string Name, byte[] Content)[] files)
    {
        using var temporary = new TemporaryFolder();
        foreach ((string name, byte[] content) in files)
        {
            File.WriteAllBytes(temporary[name], content);
        }

        var folder = ModelFolder.Open(temporary.Path);
        return TokenizerLoader.Load(folder, string.Empty, TokenizerConfig.Read(folder, string.Empty));
    }

    /// <summary>Reads the lines of a file of the reference data; the test is skipped where the file is absent.</summary>
    public static IEnumerable<JsonElement> Lines(string relative)
    {
        string path = SharedData.Require(["tokenizers", .. relative.Split('/')]);
        return File.ReadLines(path).Select(line => JsonSerializer.Deserialize<JsonElement>(line));
    }

    /// <summary>Loads a tiktoken vocabulary of any size, with the split pattern of Llama 3.</summary>
    public static ITokenizer LoadTiktoken(byte[] model, IReadOnlyList<AddedToken> added) =>
        new BpeTokenizer(TiktokenReader.CreateSpec(TiktokenReader.ReadTokens(model, reason => new(reason)), added));

    private static ITokenizer LoadModel(string path, bool withSpecial)
    {
        byte[] model = File.ReadAllBytes(Path.Combine(path, "tokenizer.model"));
        string special = Path.Combine(path, "special_tokens.json");
        if (withSpecial)
        {
            return File.Exists(special) ? LoadFolder(("tokenizer.model", model), ("tokenizer_config.json", TokenizerFamily.ConfigOf(special))) : LoadFolder(("tokenizer.model", model));
        }

        return File.Exists(special) ? LoadTiktoken(model, []) : LoadSentencePiece(model);
    }

    private static BpeTokenizer LoadSentencePiece(byte[] bytes)
    {
        SentencePieceModelProto model = SentencePieceReader.Parse(bytes, (reason, _) => new(reason));
        return new(SentencePieceReader.CreateSpec(model, SentencePieceReader.CreateVocabulary(model), findsControl: false, []));
    }
}
