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
    public void Splitting_at_delimiters_gives_the_words_of_each_behavior(string behavior, bool inverts, string expected) =>
        Assert.Equal(expected, string.Join('|', Cut("-", Enum.Parse<SplitBehavior>(behavior), inverts, "the-final--countdown")));

    [Theory]
    [InlineData("MergedWithPrevious", "-a-", "-|a-")]
    [InlineData("MergedWithNext", "-a-", "-a|-")]
    [InlineData("Contiguous", "--", "--")]
    [InlineData("Removed", "--", "")]
    public void Delimiters_at_both_ends_of_a_text_stay_words(string behavior, string text, string expected) =>
        Assert.Equal(expected, string.Join('|', Cut("-", Enum.Parse<SplitBehavior>(behavior), inverts: false, text)));

    [Fact]
    public void A_contraction_may_end_with_the_long_s() =>
        Assert.Equal(["it", "'ſ", "x"], Cut(PreTokenizer.Llama3Pattern, SplitBehavior.Isolated, inverts: false, "it'ſx"));

    private static IEnumerable<string> Cut(string pattern, SplitBehavior behavior, bool inverts, string text)
    {
        var words = new List<(int Start, int End)>();
        PreTokenizer.FromPattern(pattern, behavior, inverts).Split(text, (0, text.Length), words);
        return words.Select(word => text[word.Start..word.End]);
    }
}
