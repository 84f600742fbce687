using System.Text.Json.Nodes;
using Nudging.OnnxRuntime.Tokenization;
using Nudging.TestSupport;

namespace Nudging.OnnxRuntime.Tests.Tokenization;

/// <summary>Settings of tokenizer.json that the reference data does not have.</summary>
public sealed class TokenizerJsonReaderTests
{
    [Fact]
    public void With_ignore_merges_a_word_that_is_a_token_is_encoded_without_merges()
    {
        ITokenizer tokenizer = TestTokenizer.Create(root =>
        {
            root["model"]!["vocab"]!["thx"] = 900;
            root["model"]!["ignore_merges"] = true;
        });
        Assert.Equal([900], tokenizer.Encode("thx").Ids);
        Assert.Equal([3], tokenizer.Encode("thx").Ends);
        Assert.DoesNotContain(900, tokenizer.Encode("thxx").Ids);
    }

    [Theory]
    [InlineData("always", "b")]
    [InlineData("first", null)]
    [InlineData("never", null)]
    public void Metaspace_prepends_a_space_mark_according_to_its_scheme(string scheme, string? second)
    {
        ITokenizer prepending = Llama(_ => { });
        ITokenizer tokenizer = Llama(root =>
        {
            root["normalizer"] = null;
            root["pre_tokenizer"] = new JsonObject { ["type"] = "Metaspace", ["replacement"] = "\u2581", ["prepend_scheme"] = scheme, ["split"] = scheme == "always" };
        });
        int[] first = prepending.Encode("a sea", isBeginning: scheme != "never").Ids;
        int[] rest = prepending.Encode("b", isBeginning: second is not null).Ids;
        Assert.Equal([.. first, 1, .. rest], tokenizer.Encode("a sea<s>b").Ids);
        Assert.Equal(first, tokenizer.Encode(scheme == "never" ? "a sea" : " a sea").Ids);
    }

    [Fact]
    public void An_added_token_of_the_normalized_text_is_normalized_too()
    {
        ITokenizer tokenizer = Llama(root => root["added_tokens"]!.AsArray().Add(
            new JsonObject { ["id"] = 40000, ["content"] = "x y", ["normalized"] = true, ["special"] = false }));
        Assert.Equal(40000, tokenizer.Encode("x y!").Ids[0]);
        Assert.DoesNotContain(40000, tokenizer.Encode("ax y!").Ids);
        Assert.Equal("x y", tokenizer.CreateDecoder().Next(40000));
    }

    [Fact]
    public void A_split_at_spaces_that_the_normalizer_replaces_has_no_effect()
    {
        ITokenizer tokenizer = Llama(root => root["pre_tokenizer"] = JsonNode.Parse("""{"type": "Split", "pattern": {"String": " "}, "behavior": "MergedWithPrevious", "invert": false}"""));
        Assert.Equal(Llama(_ => { }).Encode("one two").Ids, tokenizer.Encode("one two").Ids);
        Assert.True(tokenizer.CanCut("one two", 3));
    }

    [Theory]
    [InlineData("""{"decoder": null}""", "'decoder' must be the \"Sequence\"")]
    [InlineData("""{"decoder": {"type": "Sequence", "decoders": [{"type": "ByteFallback"}, {"type": "Fuse"}]}}""", "'decoder' must be the \"Sequence\"")]
    [InlineData("""{"pre_tokenizer": {"type": "Metaspace", "replacement": "_"}}""", "'pre_tokenizer.replacement' is not supported")]
    [InlineData("""{"pre_tokenizer": {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": "x"}}""", "'pre_tokenizer.prepend_scheme' must be")]
    [InlineData("""{"pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false}}""", "'model.vocab' must be byte-level")]
    public void A_setting_that_is_not_supported_with_byte_fallback_is_refused(string members, string reason)
    {
        JsonNode root = JsonNode.Parse(File.ReadAllText(Path.Combine(TokenizerFixture.Root, "byte-fallback", "tokenizer.json")))!;
        foreach ((string name, JsonNode? value) in JsonNode.Parse(members)!.AsObject())
        {
            root[name] = value?.DeepClone();
        }

        var error = Assert.Throws<ModelLoadException>(() => TestTokenizer.LoadWithout(root, _ => false));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    private static ITokenizer Llama(Action<JsonNode> change)
    {
        JsonNode root = JsonNode.Parse(File.ReadAllText(Path.Combine(TokenizerFamily.Folder("phi-3"), "tokenizer.json")))!;
        change(root);
        return TestTokenizer.LoadWithout(root, _ => false);
    }
}
