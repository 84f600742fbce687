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
        Assert.Equal(expected, string.Join('|', Split("-", Enum.Parse<SplitBehavior>(behavior), inverts, "the-final--countdown")));

    [Theory]
    [InlineData("MergedWithPrevious", "-a-", "-|a-")]
    [InlineData("MergedWithNext", "-a-", "-a|-")]
    [InlineData("Contiguous", "--", "--")]
    [InlineData("Removed", "--", "")]
    public void Splitting_a_text_with_delimiters_at_its_ends_gives_the_words_of_each_behavior(string behavior, string text, string expected) =>
        Assert.Equal(expected, string.Join('|', Split("-", Enum.Parse<SplitBehavior>(behavior), inverts: false, text)));

    [Fact]
    public void Splitting_keeps_an_apostrophe_and_a_long_s_together_as_a_contraction() =>
        Assert.Equal(["it", "'ſ", "x"], Split(PreTokenizer.Llama3Pattern, SplitBehavior.Isolated, inverts: false, "it'ſx"));

    private static IEnumerable<string> Split(string pattern, SplitBehavior behavior, bool inverts, string text)
    {
        var words = new List<(int Start, int End)>();
        PreTokenizer.FromPattern(pattern, behavior, inverts).Split(text, (0, text.Length), words);
        return words.Select(word => text[word.Start..word.End]);
    }
}
