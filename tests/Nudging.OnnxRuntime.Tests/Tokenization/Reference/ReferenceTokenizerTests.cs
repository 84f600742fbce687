using System.Text.Json;
using System.Text.Json.Nodes;
using Nudging.TestSupport;

namespace Nudging.OnnxRuntime.Tests.Tokenization.Reference;

/// <summary>The reference tokenizer gives the ids of real implementations, so that the fixtures can be tested against this tokenizer.</summary>
public sealed class ReferenceTokenizerTests
{
    [Theory]
    [MemberData(nameof(ReferenceDataTests.Families), MemberType = typeof(ReferenceDataTests))]
    public void The_reference_tokenizer_encodes_texts_as_the_real_tokenizer(string family)
    {
        string folder = TokenizerFamily.Folder(family);
        foreach (IGrouping<bool, JsonElement> lines in TestTokenizer.Lines($"{family}/encode.jsonl").GroupBy(line => line.GetProperty("special").GetBoolean()))
        {
            AssertIds(Read(family, folder, lines.Key), lines);
        }
    }

    [Fact]
    public void The_reference_tokenizer_encodes_control_pieces_in_text_as_the_real_tokenizer() =>
        AssertIds(ReferenceTokenizerReader.FromSentencePiece(Path.Combine(TokenizerFamily.Folder("llama-2"), "tokenizer.model"), findsControl: true), TestTokenizer.Lines("llama-2/encode-special.jsonl"));

    [Fact]
    public void The_reference_tokenizer_with_vocab_and_merges_encodes_texts_as_the_real_tokenizer() =>
        AssertIds(
            ReferenceTokenizerReader.FromVocabularyAndMerges(TokenizerFamily.Folder("qwen-2.5")),
            TestTokenizer.Lines("qwen-2.5/encode.jsonl").Where(line => line.GetProperty("special").GetBoolean() || !line.GetProperty("text").GetString()!.Contains("<|", StringComparison.Ordinal)));

    private static ReferenceTokenizer Read(string family, string folder, bool withSpecial)
    {
        string model = Path.Combine(folder, "tokenizer.model");
        string special = Path.Combine(folder, "special_tokens.json");
        if (File.Exists(special))
        {
            IEnumerable<ReferenceAddedToken> added = JsonNode.Parse(File.ReadAllText(special))!.AsObject().Select(entry => ReferenceTokenizerReader.Plain((int)entry.Value!, entry.Key, isSpecial: true));
            return ReferenceTokenizerReader.FromTiktoken(model, [.. added.Where(_ => withSpecial)]);
        }

        if (File.Exists(model))
        {
            return ReferenceTokenizerReader.FromSentencePiece(model, withSpecial);
        }

        string json = Path.Combine(folder, "tokenizer.json");
        JsonNode root = File.Exists(json) ? JsonNode.Parse(File.ReadAllText(json))! : TokenizerFamily.Assemble(family);
        root["added_tokens"] = new JsonArray([.. root["added_tokens"]!.AsArray().Where(token => withSpecial || !token!["special"]!.GetValue<bool>()).Select(token => token!.DeepClone())]);
        return ReferenceTokenizerReader.FromJson(root);
    }

    private static void AssertIds(ReferenceTokenizer tokenizer, IEnumerable<JsonElement> lines)
    {
        foreach (JsonElement line in lines)
        {
            string text = line.GetProperty("text").GetString()!;
            int[] expected = [.. line.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())];
            int[] actual = tokenizer.Encode(text);
            Assert.True(expected.SequenceEqual(actual), $"'{text}' has the ids {string.Join(' ', expected)}, not {string.Join(' ', actual)}.");
        }
    }
}
