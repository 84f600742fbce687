using System.Text;
using System.Text.Json.Nodes;
using Nudging.OnnxRuntime.Tokenization;
using Nudging.TestSupport;

namespace Nudging.OnnxRuntime.Tests.Tokenization;

public sealed class BpeTokenizerTests
{
    private static readonly DecoderModelSpec Spec = new();

    private static int The => 256 + 1;

    private static int SpaceThe => 256 + 2;

    [Fact]
    public void Decoding_encoded_text_gives_the_text()
    {
        ITokenizer tokenizer = TestTokenizer.Create();
        var random = new Random(11);
        for (int round = 0; round < 500; round++)
        {
            string text = RandomText(random);
            EncodedText encoded = tokenizer.Encode(text);
            ITokenDecoder decoder = tokenizer.CreateDecoder();
            Assert.Equal(text, string.Concat(encoded.Ids.Select(decoder.Next)));
            Assert.Empty(decoder.Flush());
        }
    }

    [Fact]
    public void The_end_of_a_token_is_the_length_of_the_text_decoded_so_far()
    {
        ITokenizer tokenizer = TestTokenizer.Create();
        var random = new Random(12);
        for (int round = 0; round < 300; round++)
        {
            string text = RandomText(random);
            EncodedText encoded = tokenizer.Encode(text);
            ITokenDecoder decoder = tokenizer.CreateDecoder();
            int written = 0;
            for (int i = 0; i < encoded.Ids.Length; i++)
            {
                string piece = decoder.Next(encoded.Ids[i]);
                written += piece.Length;
                Assert.Equal(piece.Length > 0 ? written : -1, encoded.Ends[i]);
            }
        }
    }

    [Fact]
    public void Encoding_merges_only_inside_words_and_gives_a_token_for_each_digit()
    {
        ITokenizer tokenizer = TestTokenizer.Create();
        Assert.Equal([The, SpaceThe, ' ', '1', '2', The], tokenizer.Encode("the the 12the").Ids);
    }

    [Fact]
    public void Special_tokens_are_found_in_text_and_decode_to_nothing()
    {
        ITokenizer tokenizer = TestTokenizer.Create();
        int start = TestVocabulary.IdOfSpecial(Spec, 1);
        int end = TestVocabulary.IdOfSpecial(Spec, 2);
        EncodedText encoded = tokenizer.Encode("a<|im_start|> the<|im_end|><|im_en");
        Assert.Equal([.. "a"u8, start, SpaceThe, end, .. "<|im_en"u8], encoded.Ids);
        ITokenDecoder decoder = tokenizer.CreateDecoder();
        Assert.Equal("a the<|im_en", string.Concat(encoded.Ids.Select(decoder.Next)));
        Assert.Equal(13, encoded.Ends[1]);
    }

    [Fact]
    public void Encoding_finds_the_leftmost_and_then_the_longest_added_token()
    {
        ITokenizer tokenizer = TestTokenizer.Create(root =>
        {
            Add(root, 300, "aa", """{"special": false}""");
            Add(root, 301, "aaa", """{"special": false}""");
            Add(root, 302, "[x]", """{"special": true, "lstrip": true, "rstrip": true}""");
        });
        Assert.Equal([301, 300], tokenizer.Encode("aaaaa").Ids);
        EncodedText encoded = tokenizer.Encode("b  [x] \n b");
        Assert.Equal(['b', 302, 'b'], encoded.Ids);
        Assert.Equal([1, 9, 10], encoded.Ends);
        ITokenDecoder decoder = tokenizer.CreateDecoder();
        Assert.Equal("aab", decoder.Next(300) + decoder.Next(302) + decoder.Next('b') + decoder.Next(9999));
    }

    [Fact]
    public void Encoding_with_a_prefix_space_for_each_section_gives_the_ends_in_the_original_text()
    {
        ITokenizer tokenizer = TestTokenizer.Create(root => root["pre_tokenizer"] = JsonNode.Parse("""{"type": "ByteLevel", "add_prefix_space": true}"""));
        EncodedText encoded = tokenizer.Encode("the");
        Assert.Equal([SpaceThe], encoded.Ids);
        Assert.Equal([3], encoded.Ends);
        Assert.Equal([SpaceThe], tokenizer.Encode(" the").Ids);
        encoded = tokenizer.Encode("b<|im_end|>b");
        Assert.Equal([' ', 'b', TestVocabulary.IdOfSpecial(Spec, 2), ' ', 'b'], encoded.Ids);
        Assert.Equal([0, 1, 11, 11, 12], encoded.Ends);
    }

    [Fact]
    public void Only_the_last_end_is_known_in_text_that_normalization_changes()
    {
        ITokenizer tokenizer = TestTokenizer.Create(root => root["normalizer"] = JsonNode.Parse("""{"type": "NFC"}"""));
        int accent = 256 + 8;
        Assert.Equal([accent, 'x'], tokenizer.Encode("\u00E9x").Ids);
        EncodedText encoded = tokenizer.Encode("e\u0301x");
        Assert.Equal([accent, 'x'], encoded.Ids);
        Assert.Equal([-1, 3], encoded.Ends);
    }

    [Fact]
    public void Split_patterns_match_whole_characters_beyond_U_FFFF()
    {
        // One digit, one letter and one symbol beyond U+FFFF.
        ITokenizer tokenizer = TestTokenizer.Create(root => root["pre_tokenizer"] = JsonNode.Parse(
            """{"type": "Sequence", "pretokenizers": [{"type": "Split", "behavior": "Removed", "invert": true, "pattern": {"Regex": "\\p{L}|\\p{N}"}}, {"type": "ByteLevel", "use_regex": false, "add_prefix_space": false}]}"""));
        Assert.Equal(Encoding.UTF8.GetBytes("\U0001D7D8\U00010400").Select(value => (int)value), tokenizer.Encode("\U0001D7D8\U0001F600\U00010400").Ids);
    }

    [Theory]
    [InlineData("""{"add_bos_token": true, "bos_token": "<|im_start|>"}""", null, true)]
    [InlineData("""{"add_bos_token": true, "bos_token": {"content": "<|im_start|>"}}""", null, true)]
    [InlineData("""{"add_bos_token": false}""", Template, false)]
    [InlineData("{}", Template, true)]
    [InlineData("{}", """{"type": "Sequence", "processors": [{"type": "ByteLevel"}, """ + Template + "]}", true)]
    [InlineData("{}", """{"type": "ByteLevel"}""", false)]
    [InlineData("{}", null, false)]
    public void The_prefix_has_the_BOS_token_where_the_files_require_the_token(string config, string? postProcessor, bool expected)
    {
        int start = TestVocabulary.IdOfSpecial(Spec, 1);
        ITokenizer tokenizer = TestTokenizer.Create(
            root => root["post_processor"] = postProcessor is null ? null : JsonNode.Parse(postProcessor.Replace("ID", $"{start}", StringComparison.Ordinal)),
            config: config);
        Assert.Equal(expected ? [start] : [], tokenizer.Prefix);
    }

    private const string Template =
        """{"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "<s>", "type_id": 0}}], "special_tokens": {"<s>": {"id": "<s>", "ids": [ID], "tokens": ["<s>"]}}}""";

    private static void Add(JsonNode root, int id, string content, string json)
    {
        JsonNode token = JsonNode.Parse(json)!;
        token["id"] = id;
        token["content"] = content;
        root["added_tokens"]!.AsArray().Add(token);
    }

    private static string RandomText(Random random)
    {
        string[] pieces = [" ", "  ", "\n", "\t", "the", "and", "é", "e\u0301", "日本", "😀", "👨‍👩‍👧", "1", "23", "'t", "!?", "\u0000", "ß", "ǅ", "𝟘", "\uFFFD"];
        return string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => pieces[random.Next(pieces.Length)]));
    }
}
