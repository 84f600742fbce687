using Nudging.OnnxRuntime.Sequences;
using Nudging.OnnxRuntime.Tests.Tokenization;
using Nudging.OnnxRuntime.Tokenization;

namespace Nudging.OnnxRuntime.Tests.Sequences;

/// <summary>What marks a function call has text, with real tokenizers; all other special tokens have none.</summary>
public sealed class CallMarkersTests
{
    [Theory]
    [InlineData("llama-3", "<|python_tag|>", "{\"name\": \"a\", \"parameters\": {}}", "<|eot_id|>")]
    [InlineData("mistral", "[TOOL_CALLS]", " [{\"name\": \"a\", \"arguments\": {}}]", "</s>")]
    public void A_marker_that_is_a_special_token_has_text(string family, string marker, string call, string end)
    {
        ITokenizer tokenizer = TestTokenizer.LoadFamily(family, withSpecial: true);
        int[] ids = tokenizer.Encode($"{marker}{call}{end}", isBeginning: false).Ids;

        Assert.DoesNotContain(marker, Decode(tokenizer.CreateDecoder(), ids), StringComparison.Ordinal);
        string text = Decode(new CallMarkers(tokenizer.CreateDecoder(), CallMarkers.In(tokenizer)), ids);
        Assert.StartsWith(marker, text, StringComparison.Ordinal);
        Assert.EndsWith("}", text.TrimEnd(']'), StringComparison.Ordinal);
    }

    [Fact]
    public void A_marker_that_is_no_special_token_has_text_already()
    {
        ITokenizer tokenizer = TestTokenizer.LoadFamily("qwen-2.5", withSpecial: true);

        Assert.Empty(CallMarkers.In(tokenizer));
        Assert.Equal("<tool_call>\n", Decode(tokenizer.CreateDecoder(), tokenizer.Encode("<tool_call>\n").Ids));
    }

    [Theory]
    [InlineData("llama-3")]
    [InlineData("mistral")]
    public void Ordinary_text_and_other_special_tokens_are_decoded_as_ever(string family)
    {
        ITokenizer tokenizer = TestTokenizer.LoadFamily(family, withSpecial: true);
        Dictionary<int, string> markers = CallMarkers.In(tokenizer);
        Random random = new(3);
        int[] ids = [.. Enumerable.Range(0, 5000).Select(_ => random.Next(32_000)).Where(id => !markers.ContainsKey(id))];

        Assert.Equal(Decode(tokenizer.CreateDecoder(), ids), Decode(new CallMarkers(tokenizer.CreateDecoder(), markers), ids));
    }

    private static string Decode(ITokenDecoder decoder, IEnumerable<int> ids) => string.Concat(ids.Select(decoder.Next)) + decoder.Flush();
}
