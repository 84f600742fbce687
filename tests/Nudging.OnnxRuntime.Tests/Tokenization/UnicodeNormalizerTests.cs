using Nudging.OnnxRuntime.Tokenization;

namespace Nudging.OnnxRuntime.Tests.Tokenization;

public sealed class UnicodeNormalizerTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("e\u0301", "\u00E9")]
    [InlineData("e\u0301\uFFFEe\u0301", "\u00E9\uFFFE\u00E9")]
    [InlineData("\U0001D15E", "\U0001D157\U0001D165")]
    public void Composing_a_text_leaves_U_FFFE_and_composes_both_sides(string text, string expected) =>
        Assert.Equal(expected, UnicodeNormalizer.ToFormC(text));

    [Fact]
    public void Composing_a_text_leaves_lone_surrogates()
    {
        Assert.Equal("\u00E9\uD83D\u00E9", UnicodeNormalizer.ToFormC("e\u0301\uD83De\u0301"));
        string text = "a\uDE00";
        Assert.Same(text, UnicodeNormalizer.ToFormC(text));
    }
}
