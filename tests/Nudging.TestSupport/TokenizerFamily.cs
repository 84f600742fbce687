using System.Text.Json;
using System.Text.Json.Nodes;

namespace Nudging.TestSupport;

/// <summary>The real tokenizers of the reference data.</summary>
public static class TokenizerFamily
{
    private static readonly string[] Files = ["tokenizer.json", "tokenizer.model", "vocab.json", "merges.txt", "tokenizer_config.json"];

    /// <summary>The folder of a family, or of another part of the reference data; skips the test where it is absent.</summary>
    public static string Folder(string family)
    {
        string? path = SharedData.Find("tokenizers", family);
        Assert.SkipWhen(path is null, "The reference data is not beside this checkout.");
        return path;
    }

    /// <summary>Puts the tokenizer's files of a family into a model folder, in place of those that are there.</summary>
    public static void Copy(string family, string folder)
    {
        string path = Folder(family);
        foreach (string name in Files)
        {
            File.Delete(Path.Combine(folder, name));
            if (File.Exists(Path.Combine(path, name)))
            {
                File.Copy(Path.Combine(path, name), Path.Combine(folder, name));
            }
        }

        string special = Path.Combine(path, "special_tokens.json");
        if (File.Exists(special))
        {
            File.WriteAllBytes(Path.Combine(folder, "tokenizer_config.json"), ConfigOf(special));
        }
    }

    /// <summary>A tokenizer_config.json that names the special tokens of a family, as a model's folder does.</summary>
    /// <param name="special">The file that lists them.</param>
    public static byte[] ConfigOf(string special)
    {
        var tokens = new JsonObject();
        foreach ((string content, JsonNode? id) in JsonNode.Parse(File.ReadAllText(special))!.AsObject())
        {
            tokens[$"{id}"] = new JsonObject { ["content"] = content, ["special"] = true };
        }

        return JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["added_tokens_decoder"] = tokens, ["bos_token"] = "<|begin_of_text|>" });
    }

    /// <summary>The tokenizer.json of a family whose vocabulary and merges are in files of their own.</summary>
    public static JsonNode Assemble(string family)
    {
        string path = Folder(family);
        JsonNode root = JsonNode.Parse(File.ReadAllText(Path.Combine(path, "tokenizer-pipeline.json")))!;
        root["model"]!["vocab"] = JsonNode.Parse(File.ReadAllText(Path.Combine(path, "vocab.json")));
        IEnumerable<string> merges = File.ReadLines(Path.Combine(path, "merges.txt")).Where(line => line.Length > 0 && !line.StartsWith("#version", StringComparison.Ordinal));
        root["model"]!["merges"] = new JsonArray([.. merges.Select(merge => (JsonNode)merge)]);
        return root;
    }
}
