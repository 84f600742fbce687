using System.Text.Json;
using System.Text.Json.Nodes;

namespace Nudging.TestSupport;

/// <summary>The real tokenizers of the reference data.</summary>
public static class TokenizerFamily
{
    private static readonly string[] Files = ["tokenizer.json", "tokenizer.model", "vocab.json", "merges.txt", "tokenizer_config.json"];

    /// <summary>Gets the folder of a family; the test is skipped where the folder is absent.</summary>
    public static string Folder(string family) => SharedData.Require("tokenizers", family);

    /// <summary>Copies the tokenizer files of a family to a model folder and deletes tokenizer files of another form.</summary>
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

    /// <summary>Writes the tokenizer_config.json that names the special tokens of a family.</summary>
    /// <param name="special">The path of the file that lists the special tokens.</param>
    public static byte[] ConfigOf(string special)
    {
        var tokens = new JsonObject();
        foreach ((string content, JsonNode? id) in JsonNode.Parse(File.ReadAllText(special))!.AsObject())
        {
            tokens[$"{id}"] = new JsonObject { ["content"] = content, ["special"] = true };
        }

        return JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["added_tokens_decoder"] = tokens, ["bos_token"] = "<|begin_of_text|>" });
    }

    /// <summary>Assembles the tokenizer.json of a family from its vocab.json, merges.txt and pipeline.</summary>
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
