using Nudging.Tool.Inflation;

namespace Nudging.Tool.Tests.Inflation;

public sealed class InflatedSizesTests
{
    [Theory]
    [InlineData("150M,15M", 150_000_000, 15_000_000)]
    [InlineData("1.5g, 300k", 1_500_000_000, 300_000)]
    [InlineData("1B,700000", 1_000_000_000, 700_000)]
    public void Sizes_with_units_are_parsed(string text, long baseSize, long alignedSize) =>
        Assert.Equal(new InflatedSizes(baseSize, alignedSize), InflatedSizes.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("150M")]
    [InlineData("150M,15M,1M")]
    [InlineData("150M,")]
    [InlineData("M,1M")]
    [InlineData("-1M,1M")]
    [InlineData("0,1M")]
    [InlineData("large,small")]
    public void A_text_that_is_not_two_sizes_is_refused_with_an_example(string text) =>
        Assert.Contains("150M,15M", Assert.Throws<FormatException>(() => InflatedSizes.Parse(text)).Message, StringComparison.Ordinal);
}
