using Nudging.ModelBuilder.Conversion;
using Nudging.TestSupport;

namespace Nudging.ModelBuilder.Tests.Conversion;

public sealed class ModelConverterOptionsTests
{
    [Fact]
    public void A_value_out_of_range_is_refused_with_the_name_of_the_option_and_the_range()
    {
        ModelConverterOptions options = new();
        AssertRefused(() => options.BlockSize = 33, "BlockSize is 33; it must be 16, 32, 64, 128 or 256.");
        AssertRefused(() => options.BlockSize = 0, "BlockSize is 0");
        AssertRefused(() => options.AccuracyLevel = 5, "AccuracyLevel is 5; it must be from 0 to 4");
        AssertRefused(() => options.AccuracyLevel = -1, "AccuracyLevel is -1");
        AssertRefused(() => options.MaxContextLength = 0, "MaxContextLength is 0; it must be at least 1");
        AssertRefused(() => options.Target = (ConversionTarget)9, "Target is 9; it must be Cpu or Cuda");
        AssertRefused(() => options.Precision = (WeightPrecision)9, "Precision is 9; it must be Float32");
    }

    [Fact]
    public void A_copy_has_every_option()
    {
        ModelConverterOptions options = new();
        foreach (System.Reflection.PropertyInfo option in OptionValues.Of(typeof(ModelConverterOptions)))
        {
            option.SetValue(options, OptionValues.Other(option, 16, 3));
        }

        ModelConverterOptions copy = options.Clone();
        Assert.All(OptionValues.Of(typeof(ModelConverterOptions)), option => OptionValues.AssertSame(option, option.GetValue(options), option.GetValue(copy)));
    }

    [Theory]
    [InlineData(WeightPrecision.BFloat16, ConversionTarget.Cpu)]
    [InlineData(WeightPrecision.BFloat16, ConversionTarget.DirectML)]
    [InlineData(WeightPrecision.Int8, ConversionTarget.DirectML)]
    public async Task A_precision_that_the_target_does_not_compute_is_refused(WeightPrecision precision, ConversionTarget target)
    {
        using var folder = new TemporaryFolder();
        ModelConversionException e = await Assert.ThrowsAsync<ModelConversionException>(() =>
            ModelConverter.ConvertAsync(folder["a"], folder["b"], new() { Precision = precision, Target = target }, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Contains($"is not supported for {target}", e.Message, StringComparison.Ordinal);
    }

    private static void AssertRefused(Action set, string message) =>
        Assert.StartsWith(message, Assert.Throws<ArgumentOutOfRangeException>(set).Message, StringComparison.Ordinal);
}
