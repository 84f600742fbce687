using System.Text.Json;
using System.Text.Json.Nodes;
using Nudging.TestSupport;
using Nudging.Tool.Inspect;

namespace Nudging.Tool.Tests.Inspect;

/// <summary>Tokenizers are described and compared alike in every file format.</summary>
public sealed class TokenizerFormTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("llama-2", 32000, "BPE with byte fallback (SentencePiece)", "<unk>", "<s>", "</s>")]
    [InlineData("gemma-style", 6000, "BPE with byte fallback (SentencePiece)", "<pad>", "<eos>", "<bos>", "<unk>")]
    [InlineData("llama-3", 128256, "byte-level BPE (tiktoken)", "<|begin_of_text|>", "<|end_of_text|>")]
    [InlineData("qwen-2.5", 151665, "byte-level BPE (vocab.json and merges.txt)", "<|endoftext|>", "<|im_start|>", "<|im_end|>")]
    [InlineData("phi-3", 32045, "BPE with byte fallback", "<unk>", "<s>", "<|endoftext|>")]
    public void Real_tokenizers_are_described(string family, int size, string kind, params string[] firstSpecial)
    {
        TokenizerReport report = Load("model", path => TokenizerFamily.Copy(family, path)).Report.Tokenizer;
        Assert.Equal((kind, size), (report.Kind, report.Size));
        Assert.Equal(firstSpecial, report.Special.Select(token => token.Text).Take(firstSpecial.Length));
        Assert.Equal(report.Special.OrderBy(token => token.Id), report.Special);
    }

    [Fact]
    public void A_vocabulary_with_merges_equals_the_same_tokenizer_json()
    {
        PairReport pair = Pair(_ => { }, Split);
        Assert.Equal("byte-level BPE (vocab.json and merges.txt)", pair.Aligned.Tokenizer.Kind);
        Assert.Equal(pair.Base.Tokenizer.Special, pair.Aligned.Tokenizer.Special);
        Assert.Equal((0, 0, true), (pair.DifferentTokens, pair.DifferentTexts.Count, pair.SharesTokenizer));
    }

    [Fact]
    public void A_real_vocabulary_with_merges_equals_the_same_tokenizer_json()
    {
        PairReport pair = Pair(
            path => File.WriteAllText(Path.Combine(path, "tokenizer.json"), TokenizerFamily.Assemble("qwen-2.5").ToJsonString()),
            path => TokenizerFamily.Copy("qwen-2.5", path));
        Assert.Equal((0, 0, true), (pair.DifferentTokens, pair.DifferentTexts.Count, pair.SharesTokenizer));
        Assert.Equal(pair.Base.Tokenizer.Special, pair.Aligned.Tokenizer.Special);
    }

    [Fact]
    public void SentencePiece_models_are_compared_by_their_tokens()
    {
        PairReport same = Pair(path => WritePieces(path, ("b", 1), ("<end>", 3)), path => WritePieces(path, ("b", 1), ("<end>", 3)));
        Assert.True(same.SharesTokenizer);
        Assert.Equal([new Token(0, "<unk>"), new Token(259, "<end>")], same.Base.Tokenizer.Special);

        PairReport other = Pair(path => WritePieces(path, ("b", 1), ("<end>", 3)), path => WritePieces(path, ("c", 1), ("<end>", 3), ("d", 1)));
        Assert.Equal((2, false), (other.DifferentTokens, other.SharesTokenizer));
    }

    [Fact]
    public void Two_families_have_different_tokenizers()
    {
        PairReport pair = Pair(path => TokenizerFamily.Copy("llama-2", path), path => TokenizerFamily.Copy("mistral", path));
        Assert.False(pair.SharesTokenizer);
        Assert.InRange(pair.DifferentTokens, 768, int.MaxValue);
    }

    private static void WritePieces(string path, params (string Text, int Kind)[] pieces)
    {
        File.Delete(Path.Combine(path, "tokenizer.json"));
        File.WriteAllText(Path.Combine(path, "tokenizer_config.json"), """{"add_bos_token": false}""");
        File.WriteAllBytes(Path.Combine(path, "tokenizer.model"), SentencePieceWriter.Write(pieces));
    }

    // The same tokenizer as vocab.json and merges.txt.
    private static void Split(string path)
    {
        string file = Path.Combine(path, "tokenizer.json");
        JsonNode root = JsonNode.Parse(File.ReadAllText(file))!;
        File.Delete(file);
        File.WriteAllText(Path.Combine(path, "vocab.json"), root["model"]!["vocab"]!.ToJsonString());
        File.WriteAllLines(Path.Combine(path, "merges.txt"), ["#version: 0.2", .. root["model"]!["merges"]!.AsArray().Select(merge => merge!.GetValue<string>())]);
        Dictionary<string, JsonNode?> added = root["added_tokens"]!.AsArray().ToDictionary(token => $"{token!["id"]}", token => token);
        File.WriteAllText(Path.Combine(path, "tokenizer_config.json"), JsonSerializer.Serialize(new { tokenizer_class = "GPT2Tokenizer", added_tokens_decoder = added }));
    }

    private PairReport Pair(Action<string> prepareBase, Action<string> prepareAligned) => PairReport.Of(Load("base", prepareBase), Load("aligned", prepareAligned));

    private InspectedModel Load(string name, Action<string> prepareTokenizer)
    {
        DecoderModel.Write(_folder[name], new() { Layers = 1 });
        prepareTokenizer(_folder[name]);
        return InspectedModel.Load(_folder[name], null);
    }
}
