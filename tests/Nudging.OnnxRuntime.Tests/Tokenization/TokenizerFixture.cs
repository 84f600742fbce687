using System.Text;
using System.Text.Json.Nodes;
using Nudging.OnnxRuntime.Tests.Tokenization.Reference;
using Nudging.OnnxRuntime.Tokenization;

namespace Nudging.OnnxRuntime.Tests.Tokenization;

/// <summary>The tokenizers in Fixtures/tokenizers, each with its reference tokenizer.</summary>
internal sealed class TokenizerFixture
{
    private const string QwenVariant = "vocab-and-merges-qwen";
    private static readonly string[] Tiktokens = ["<|begin_of_text|>", "<|end_of_text|>"];

    private TokenizerFixture(string name, ITokenizer tokenizer, ReferenceTokenizer reference)
    {
        Name = name;
        Tokenizer = tokenizer;
        Reference = reference;
    }

    /// <summary>Gets the names of all fixtures.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["byte-level", "added-tokens", "vocab-and-merges", QwenVariant, "sentencepiece", "byte-fallback", "tiktoken"];

    /// <summary>Gets the folder of the fixtures.</summary>
    public static string Root { get; } = Path.Combine(AppContext.BaseDirectory, "Fixtures", "tokenizers");

    public string Name { get; }

    public ITokenizer Tokenizer { get; }

    public ReferenceTokenizer Reference { get; }

    /// <summary>Gets the texts of the added tokens.</summary>
    public IEnumerable<string> AddedTexts => Reference.AddedTokens.Select(token => token.Content.Replace('\u2581', ' '));

    /// <summary>Gets a value indicating whether the vocabulary writes spaces as space marks.</summary>
    public bool MarksSpaces => Name is "sentencepiece" or "byte-fallback";

    public static TokenizerFixture Load(string name)
    {
        string folder = Path.Combine(Root, name);
        return name switch
        {
            "tiktoken" => LoadTiktoken(Path.Combine(folder, "tokenizer.model")),
            "sentencepiece" => new(name, LoadFolder(folder), ReferenceTokenizerReader.FromSentencePiece(Path.Combine(folder, "tokenizer.model"), findsControl: true)),
            "vocab-and-merges" => new(name, LoadFolder(folder), ReferenceTokenizerReader.FromVocabularyAndMerges(folder)),
            QwenVariant => LoadQwen(Path.Combine(Root, "vocab-and-merges")),
            _ => new(name, LoadFolder(folder), ReferenceTokenizerReader.FromJson(JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "tokenizer.json")))!)),
        };
    }

    /// <summary>Gets the text that decoding the tokens of a text gives, where the text has no added tokens.</summary>
    public string Decoded(string text)
    {
        // Enumerating runes replaces lone surrogates by U+FFFD.
        text = string.Concat(text.EnumerateRunes());
        return Name switch
        {
            "added-tokens" or QwenVariant => ReferenceTokenizer.FormC(text),
            "vocab-and-merges" => text.Length == 0 || text.StartsWith(' ') ? text : " " + text,
            _ => MarksSpaces ? text.Replace('\u2581', ' ') : text,
        };
    }

    private static ITokenizer LoadFolder(string folder) =>
        TestTokenizer.LoadFolder([.. Directory.GetFiles(folder).Select(path => (Path.GetFileName(path), File.ReadAllBytes(path)))]);

    // The loader accepts only tiktoken vocabularies of the size of Llama 3, so the reader is called directly.
    private static TokenizerFixture LoadTiktoken(string path)
    {
        int first = File.ReadLines(path).Count();
        return new(
            "tiktoken",
            TestTokenizer.LoadTiktoken(File.ReadAllBytes(path), [.. Tiktokens.Select((text, index) => new AddedToken(first + index, text, IsSpecial: true))]),
            ReferenceTokenizerReader.FromTiktoken(path, [.. Tiktokens.Select((text, index) => ReferenceTokenizerReader.Plain(first + index, text, isSpecial: true))]));
    }

    private static TokenizerFixture LoadQwen(string source)
    {
        using var folder = new TestSupport.TemporaryFolder();
        File.Copy(Path.Combine(source, "vocab.json"), folder["vocab.json"]);
        File.Copy(Path.Combine(source, "merges.txt"), folder["merges.txt"]);
        JsonNode config = JsonNode.Parse(File.ReadAllText(Path.Combine(source, "tokenizer_config.json")))!;
        config["tokenizer_class"] = "Qwen2Tokenizer";
        config["add_prefix_space"] = false;
        File.WriteAllText(folder["tokenizer_config.json"], config.ToJsonString(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        return new(QwenVariant, LoadFolder(folder.Path), ReferenceTokenizerReader.FromVocabularyAndMerges(folder.Path));
    }
}
