using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nudging.OnnxRuntime.Tokenization;
using Nudging.TestSupport;

namespace Nudging.OnnxRuntime.Tests.Tokenization;

/// <summary>Loading a tokenizer from the files of a folder, and the messages for wrong files.</summary>
public sealed class TokenizerLoaderTests
{
    [Theory]
    [InlineData("llama-2", """{"add_bos_token": true, "bos_token": "<s>"}""", 1)]
    [InlineData("llama-2", "{}", 1)]
    [InlineData("llama-2", """{"add_bos_token": false}""", -1)]
    [InlineData("gemma-style", "{}", 2)]
    [InlineData("llama-3", """{"bos_token": "<|begin_of_text|>", "added_tokens_decoder": {"128000": {"content": "<|begin_of_text|>", "special": true}}}""", 128000)]
    [InlineData("llama-3", "{}", -1)]
    public void The_prefix_has_the_BOS_token_where_the_files_or_the_format_require_the_token(string family, string config, int expected) =>
        Assert.Equal(expected < 0 ? [] : [expected], TestTokenizer.LoadFolder(Model(family), Config(config)).Prefix);

    [Fact]
    public void Encoding_and_decoding_a_continuation_adds_and_strips_no_space()
    {
        ITokenizer tokenizer = TestTokenizer.LoadFamily("llama-2", withSpecial: true);
        int[] hello = tokenizer.Encode("Hello").Ids;
        Assert.Equal(hello, tokenizer.Encode(" Hello", isBeginning: false).Ids);
        Assert.NotEqual(hello, tokenizer.Encode("Hello", isBeginning: false).Ids);
        Assert.Equal(" Hello", tokenizer.CreateDecoder().Next(hello[0]));
        Assert.Equal("Hello", tokenizer.CreateDecoder(isWhole: true).Next(hello[0]));
    }

    [Fact]
    public void With_legacy_false_encoding_puts_a_space_only_before_the_start_of_a_text()
    {
        ITokenizer tokenizer = TestTokenizer.LoadFolder(Model("llama-2"), Config("""{"legacy": false}"""));
        Assert.Equal([.. tokenizer.Encode("a").Ids, 2, .. tokenizer.Encode("b", isBeginning: false).Ids], tokenizer.Encode("a</s>b").Ids);
    }

    [Fact]
    public void Added_tokens_of_other_files_are_found_in_text_and_special_tokens_decode_to_nothing()
    {
        ITokenizer tokenizer = TestTokenizer.LoadFolder(
            Model("llama-2"),
            ("added_tokens.json", """{"<x>": 32000, "<y>": 32001}"""u8.ToArray()),
            ("special_tokens_map.json", """{"pad_token": {"content": "<x>"}}"""u8.ToArray()));
        Assert.Equal([32000, 32001], tokenizer.Encode("<x><y>").Ids);
        ITokenDecoder decoder = tokenizer.CreateDecoder();
        Assert.Equal("<y>", decoder.Next(32000) + decoder.Next(32001));
    }

    [Theory]
    [InlineData("llama-2")]
    [InlineData("mistral")]
    [InlineData("llama-3")]
    public void A_model_file_that_is_truncated_at_any_point_is_refused(string family)
    {
        byte[] bytes = Model(family).Content;
        for (int percent = 0; percent < 100; percent += 7)
        {
            AssertRefused("tokenizer.model'", ("tokenizer.model", bytes[..(bytes.Length * percent / 100)]));
        }
    }

    [Theory]
    [InlineData("IQ== 0\nI!== 1\n", "line 2 must be base64, a space and a rank")]
    [InlineData("IQ== 0\nIg== x\n", "line 2 must be base64, a space and a rank")]
    [InlineData("IQ== 0\nIg== 0\n", "repeats the token or the rank of an earlier line in line 2")]
    [InlineData("IQ== 0\nIQ== 1\n", "repeats the token or the rank of an earlier line in line 2")]
    [InlineData("IQ== 0\n", "has 1 tokens; the only supported vocabulary in tiktoken form is that of Llama 3")]
    public void A_wrong_line_of_a_tiktoken_file_is_refused_by_its_number(string model, string reason) =>
        AssertRefused(reason, ("tokenizer.model", Encoding.ASCII.GetBytes(model)));

    [Theory]
    [InlineData("#version: 0.2\na b\nb q q\n", "line 3 of", "must be a pair of tokens")]
    [InlineData("a b\nq q\n", "line 2 of", "needs the token 'qq', which vocab.json lacks")]
    public void A_wrong_merge_is_refused_by_its_line_number(string merges, string line, string reason)
    {
        (string, byte[])[] files = [("vocab.json", Vocabulary()), ("merges.txt", Encoding.UTF8.GetBytes(merges))];
        AssertRefused(line, files);
        AssertRefused(reason, files);
    }

    [Fact]
    public void An_unsupported_tokenizer_class_is_refused()
    {
        (string, byte[]) merges = ("merges.txt", "a b\n"u8.ToArray());
        AssertRefused("'tokenizer_class' is not supported without tokenizer.json", ("vocab.json", Vocabulary()), merges, Config("""{"tokenizer_class": "RobertaTokenizer"}"""));
        Assert.Equal([256], TestTokenizer.LoadFolder(("vocab.json", Vocabulary()), merges).Encode("ab").Ids);
    }

    [Fact]
    public void A_folder_without_a_tokenizer_is_refused_with_the_names_of_the_files() =>
        AssertRefused("tokenizer.model and vocab.json with merges.txt are missing too");

    [Theory]
    [InlineData(1, true, false, "is not a byte-pair encoding")]
    [InlineData(2, false, false, "settings that are not supported")]
    [InlineData(2, true, true, "settings that are not supported")]
    public void A_SentencePiece_model_of_another_kind_is_refused(int type, bool fallsBack, bool removesSpaces, string reason) =>
        AssertRefused(reason, ("tokenizer.model", SentencePieceWriter.Write([], type, fallsBack, removesSpaces)));

    [Theory]
    [InlineData("a", 1, "repeats the piece 'a'")]
    [InlineData("", 1, "has no text for the piece with the id 258")]
    [InlineData("xy", 1, "has pieces with 'x', which is not a piece itself")]
    [InlineData("b", 5, "has the piece 'b', whose type is not supported")]
    [InlineData("b", 77, "has the piece 'b', whose type is not supported")]
    public void A_wrong_piece_is_refused_by_name(string piece, int kind, string reason) =>
        AssertRefused(reason, ("tokenizer.model", SentencePieceWriter.Write([(piece, kind)])));

    [Fact]
    public void Encoding_finds_user_defined_pieces_before_merges_and_never_merges_them()
    {
        ITokenizer tokenizer = TestTokenizer.LoadFolder(("tokenizer.model", SentencePieceWriter.Write([("b", 1), ("ab", 1), ("ba", 4), ("baab", 4)])));
        Assert.Equal([257, 260, 258], tokenizer.Encode("abab", isBeginning: false).Ids);
        Assert.Equal([261, 259, 260], tokenizer.Encode("baababba", isBeginning: false).Ids);
    }

    private static void AssertRefused(string reason, params (string Name, byte[] Content)[] files)
    {
        var error = Assert.Throws<ModelLoadException>(() => TestTokenizer.LoadFolder(files));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    private static (string Name, byte[] Content) Model(string family) =>
        ("tokenizer.model", File.ReadAllBytes(Path.Combine(TokenizerFamily.Folder(family), "tokenizer.model")));

    private static (string Name, byte[] Content) Config(string json) => ("tokenizer_config.json", Encoding.UTF8.GetBytes(json));

    private static byte[] Vocabulary()
    {
        var vocabulary = new JsonObject();
        for (int value = 0; value < 256; value++)
        {
            vocabulary[ByteAlphabet.Letter((byte)value).ToString()] = value;
        }

        vocabulary["ab"] = 256;
        return JsonSerializer.SerializeToUtf8Bytes(vocabulary);
    }
}
