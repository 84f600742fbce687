using Nudging.OnnxRuntime.Tokenization;

namespace Nudging.OnnxRuntime.Tests.Tokenization;

public sealed class PreTokenizerTests
{
    [Theory]
    [InlineData("Removed", false, "the|final|countdown")]
    [InlineData("Removed", true, "-|-|-")]
    [InlineData("Isolated", false, "the|-|final|-|-|countdown")]
    [InlineData("Contiguous", false, "the|-|final|--|countdown")]
    [InlineData("MergedWithPrevious", false, "the-|final-|-|countdown")]
    [InlineData("MergedWithNext", false, "the|-final|-|-countdown")]
    public void Delimiters_go_where_the_behavior_says(string behavior, bool inverts, string expected) =>
        Assert.Equal(expected, string.Join('|', Cut("-", Enum.Parse<SplitBehavior>(behavior), inverts, "the-final--countdown")));

    [Theory]
    [InlineData("MergedWithPrevious", "-a-", "-|a-")]
    [InlineData("MergedWithNext", "-a-", "-a|-")]
    [InlineData("Contiguous", "--", "--")]
    [InlineData("Removed", "--", "")]
    public void Delimiters_at_both_ends_have_nothing_to_merge_with(string behavior, string text, string expected) =>
        Assert.Equal(expected, string.Join('|', Cut("-", Enum.Parse<SplitBehavior>(behavior), inverts: false, text)));

    [Fact]
    public void The_long_s_ends_a_contraction_like_any_s() =>
        Assert.Equal(["it", "'ſ", "x"], Cut(PreTokenizer.Llama3Pattern, SplitBehavior.Isolated, inverts: false, "it'ſx"));

    private static IEnumerable<string> Cut(string pattern, SplitBehavior behavior, bool inverts, string text)
    {
        var words = new List<(int Start, int End)>();
        PreTokenizer.FromPattern(pattern, behavior, inverts).Split(text, (0, text.Length), words);
        return words.Select(word => text[word.Start..word.End]);
    }
}
