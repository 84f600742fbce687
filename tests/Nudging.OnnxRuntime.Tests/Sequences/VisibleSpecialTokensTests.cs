using System.Text;
using Nudging.Constraints;
using Nudging.OnnxRuntime.Sequences;
using Nudging.OnnxRuntime.Tests.Tokenization;
using Nudging.OnnxRuntime.Tokenization;

namespace Nudging.OnnxRuntime.Tests.Sequences;

public sealed class VisibleSpecialTokensTests
{
    private static readonly string[] Markers = ["<tool_call>", "</tool_call>", "<|python_tag|>", "[TOOL_CALLS]"];

    [Theory]
    [InlineData("llama-3", "<|python_tag|>", "{\"name\": \"a\", \"parameters\": {}}", "<|eot_id|>")]
    [InlineData("mistral", "[TOOL_CALLS]", " [{\"name\": \"a\", \"arguments\": {}}]", "</s>")]
    public void A_visible_special_token_decodes_to_its_text_and_other_special_tokens_to_nothing(string family, string marker, string call, string end)
    {
        ModelTokenizer model = IncrementalPromptEncoderTests.Model(TestTokenizer.LoadFamily(family, withSpecial: true));
        int[] ids = model.Tokenizer.Encode($"{marker}{call}{end}", isBeginning: false).Ids;

        Assert.DoesNotContain(marker, Decode(new VisibleSpecialTokens(model, []).CreateDecoder(), ids), StringComparison.Ordinal);
        string text = Decode(new VisibleSpecialTokens(model, Markers).CreateDecoder(), ids);
        Assert.StartsWith(marker, text, StringComparison.Ordinal);
        Assert.EndsWith("}", text.TrimEnd(']'), StringComparison.Ordinal);
    }

    [Fact]
    public void A_marker_that_is_not_a_special_token_has_no_effect()
    {
        ModelTokenizer model = IncrementalPromptEncoderTests.Model(TestTokenizer.LoadFamily("qwen-2.5", withSpecial: true));
        VisibleSpecialTokens visible = new(model, Markers);

        Assert.Equal(0, visible.Count);
        Assert.Equal("<tool_call>\n", Decode(visible.CreateDecoder(), model.Tokenizer.Encode("<tool_call>\n").Ids));
    }

    [Theory]
    [InlineData("llama-3")]
    [InlineData("mistral")]
    public void Decoding_ordinary_tokens_gives_the_same_text_with_and_without_visible_tokens(string family)
    {
        ModelTokenizer model = IncrementalPromptEncoderTests.Model(TestTokenizer.LoadFamily(family, withSpecial: true));
        VisibleSpecialTokens visible = new(model, Markers);
        Assert.Equal(1, visible.Count);
        int marker = Assert.Single(model.Tokenizer.Encode(family == "mistral" ? "[TOOL_CALLS]" : "<|python_tag|>", isBeginning: false).Ids);
        Random random = new(3);
        int[] ids = [.. Enumerable.Range(0, 5000).Select(_ => random.Next(32_000)).Where(id => id != marker)];

        Assert.Equal(Decode(model.Tokenizer.CreateDecoder(), ids), Decode(visible.CreateDecoder(), ids));
    }

    [Fact]
    public void A_constraint_allows_a_special_token_only_where_the_token_is_visible()
    {
        ModelTokenizer model = IncrementalPromptEncoderTests.Model(TestTokenizer.LoadFamily("mistral", withSpecial: true), vocabularySize: 32768);
        int marker = Assert.Single(model.Tokenizer.Encode("[TOOL_CALLS]", isBeginning: false).Ids);
        TextConstraintState state = TextConstraint.Literal("[TOOL_CALLS]x").Start;
        VisibleSpecialTokens visible = new(model, Markers);

        Assert.Null(new VisibleSpecialTokens(model, []).TokenBytes.Advance(state, marker));
        Assert.NotNull(visible.TokenBytes.Advance(state, marker)!.Advance(Encoding.UTF8.GetBytes("x")));
        float[] logits = new float[32768];
        logits[marker] = 1;
        Assert.Equal(marker, visible.TokenBytes.MostProbable(state, logits, new float[32768]));

        // A search through the vocabulary finds the token as well.
        logits[marker] = -1;
        for (int id = 0; id < logits.Length; id++)
        {
            logits[id] = visible.TokenBytes.IsAllowed(state, id) && id != marker ? -2 : logits[id];
        }

        Assert.Equal(marker, visible.TokenBytes.MostProbable(state, logits, new float[32768]));
    }

    private static string Decode(ITokenDecoder decoder, IEnumerable<int> ids) => string.Concat(ids.Select(decoder.Next)) + decoder.Flush();
}
