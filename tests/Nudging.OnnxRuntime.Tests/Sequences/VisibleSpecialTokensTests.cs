using Nudging.OnnxRuntime.Sequences;
using Nudging.OnnxRuntime.Tests.Tokenization;
using Nudging.OnnxRuntime.Tokenization;

namespace Nudging.OnnxRuntime.Tests.Sequences;

/// <summary>Special tokens that a session makes visible have text, with real tokenizers; all other special tokens have none.</summary>
public sealed class VisibleSpecialTokensTests
{
    private static readonly string[] Markers = ["<tool_call>", "</tool_call>", "<|python_tag|>", "[TOOL_CALLS]", "[ARGS]"];

    [Theory]
    [InlineData("llama-3", "<|python_tag|>", "{\"name\": \"a\", \"parameters\": {}}", "<|eot_id|>")]
    [InlineData("mistral", "[TOOL_CALLS]", " [{\"name\": \"a\", \"arguments\": {}}]", "</s>")]
    public void A_visible_special_token_is_decoded_to_its_text(string family, string marker, string call, string end)
    {
        ITokenizer tokenizer = TestTokenizer.LoadFamily(family, withSpecial: true);
        int[] ids = tokenizer.Encode($"{marker}{call}{end}", isBeginning: false).Ids;

        Assert.DoesNotContain(marker, Decode(tokenizer.CreateDecoder(), ids), StringComparison.Ordinal);
        string text = Decode(new VisibleSpecialTokens(tokenizer, [marker]).CreateDecoder(), ids);
        Assert.StartsWith(marker, text, StringComparison.Ordinal);
        Assert.EndsWith("}", text.TrimEnd(']'), StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_that_is_not_a_special_token_is_not_listed()
    {
        ITokenizer tokenizer = TestTokenizer.LoadFamily("qwen-2.5", withSpecial: true);

        Assert.Empty(new VisibleSpecialTokens(tokenizer, Markers).Texts);
        Assert.Equal("<tool_call>\n", Decode(tokenizer.CreateDecoder(), tokenizer.Encode("<tool_call>\n").Ids));
    }

    [Theory]
    [InlineData("llama-3")]
    [InlineData("mistral")]
    public void Other_tokens_are_decoded_as_without_visible_special_tokens(string family)
    {
        ITokenizer tokenizer = TestTokenizer.LoadFamily(family, withSpecial: true);
        VisibleSpecialTokens visible = new(tokenizer, Markers);
        Random random = new(3);
        int[] ids = [.. Enumerable.Range(0, 5000).Select(_ => random.Next(32_000)).Where(id => !visible.Texts.ContainsKey(id))];

        Assert.Equal(Decode(tokenizer.CreateDecoder(), ids), Decode(visible.CreateDecoder(), ids));
    }

    private static string Decode(ITokenDecoder decoder, IEnumerable<int> ids) => string.Concat(ids.Select(decoder.Next)) + decoder.Flush();
}
