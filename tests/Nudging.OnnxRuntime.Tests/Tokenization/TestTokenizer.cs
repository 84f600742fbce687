using System.Text.Json;
using System.Text.Json.Nodes;
using Nudging.OnnxRuntime.Folders;
using Nudging.OnnxRuntime.Tokenization;
using Nudging.TestSupport;

namespace Nudging.OnnxRuntime.Tests.Tokenization;

/// <summary>Loads tokenizers: those of the reference data, and small ones that a test has made.</summary>
internal static class TestTokenizer
{
    public static ITokenizer Load(string tokenizerPath)
    {
        var folder = ModelFolder.Open(Path.GetDirectoryName(tokenizerPath)!);
        return TokenizerJson.Read(folder, tokenizerPath, TokenizerConfig.Read(folder, string.Empty));
    }

    /// <summary>A tokenizer as the test models have it, changed.</summary>
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

    /// <summary>A family of the reference data.</summary>
    /// <param name="family">Its folder.</param>
    /// <param name="withSpecial">Whether its special tokens are recognised in text.</param>
    public static ITokenizer LoadFamily(string family, bool withSpecial)
    {
        string? path = SharedData.Find($"tokenizers/{family}");
        Assert.SkipWhen(path is null, "The reference data is not beside this checkout.");
        string tokenizer = Path.Combine(path, "tokenizer.json");
        JsonNode root = File.Exists(tokenizer) ? JsonNode.Parse(File.ReadAllText(tokenizer))! : Assemble(path);
        if (!withSpecial)
        {
            JsonArray added = root["added_tokens"]!.AsArray();
            foreach (JsonNode token in added.Where(token => token!["special"]!.GetValue<bool>()).ToArray()!)
            {
                added.Remove(token);
            }
        }

        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["tokenizer.json"], root.ToJsonString());
        return Load(folder["tokenizer.json"]);
    }

    public static IEnumerable<JsonElement> Lines(string relative)
    {
        string? path = SharedData.Find($"tokenizers/{relative}");
        Assert.SkipWhen(path is null, "The reference data is not beside this checkout.");
        return File.ReadLines(path).Select(line => JsonSerializer.Deserialize<JsonElement>(line));
    }

    // Qwen's vocabulary and merges are in files of their own.
    private static JsonNode Assemble(string path)
    {
        JsonNode root = JsonNode.Parse(File.ReadAllText(Path.Combine(path, "tokenizer-pipeline.json")))!;
        root["model"]!["vocab"] = JsonNode.Parse(File.ReadAllText(Path.Combine(path, "vocab.json")));
        IEnumerable<string> merges = File.ReadLines(Path.Combine(path, "merges.txt")).Where(line => line.Length > 0 && !line.StartsWith("#version", StringComparison.Ordinal));
        root["model"]!["merges"] = new JsonArray([.. merges.Select(merge => (JsonNode)merge)]);
        return root;
    }
}
