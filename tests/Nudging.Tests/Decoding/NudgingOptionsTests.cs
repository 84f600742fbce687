using System.Reflection;
using Nudging.Decoding;
using Nudging.Models;
using Nudging.TestSupport;

namespace Nudging.Tests.Decoding;

public class NudgingOptionsTests
{
    [Fact]
    public void Defaults_are_those_of_the_documentation()
    {
        NudgingOptions options = new();
        Assert.Equal((0.4f, 16, 512, 150, 0), (options.Threshold, options.Lookahead, options.MaxOutputTokens, options.MaxRounds, options.StopSequences.Count));
    }

    [Theory]
    [InlineData(-0.01f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_threshold_that_is_negative_or_not_finite_is_refused_with_name_and_value(float value)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new NudgingOptions { Threshold = value });
        Assert.Contains("Threshold is " + value.ToString(System.Globalization.CultureInfo.InvariantCulture), error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-7)]
    public void Counts_below_1_are_refused_with_name_and_value(int value)
    {
        (string, Action<NudgingOptions>)[] setters =
        [
            ("Lookahead", options => options.Lookahead = value),
            ("MaxOutputTokens", options => options.MaxOutputTokens = value),
            ("MaxRounds", options => options.MaxRounds = value),
        ];
        Assert.All(setters, setter =>
            Assert.Contains($"{setter.Item1} is {value}; it must be at least 1", Assert.Throws<ArgumentOutOfRangeException>(() => setter.Item2(new())).Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Sampling_options_out_of_range_are_refused_with_name_and_value()
    {
        (string, Action<NudgingOptions>)[] setters =
        [
            ("Temperature is -0.5", options => options.Temperature = -0.5f),
            ("Temperature is NaN", options => options.Temperature = float.NaN),
            ("TopP is 0", options => options.TopP = 0),
            ("TopP is 1.5", options => options.TopP = 1.5f),
            ("TopK is -1", options => options.TopK = -1),
            ("MinP is 2", options => options.MinP = 2),
            ("FrequencyPenalty is 2.5", options => options.FrequencyPenalty = 2.5f),
            ("PresencePenalty is -3", options => options.PresencePenalty = -3),
            ("RepetitionPenalty is 0", options => options.RepetitionPenalty = 0),
            ("Mode is 7", options => options.Mode = (NudgingMode)7),
        ];
        Assert.All(setters, setter =>
            Assert.Contains(setter.Item1, Assert.Throws<ArgumentOutOfRangeException>(() => setter.Item2(new())).Message, StringComparison.Ordinal));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SamplingOptions { FrequencyPenalty = float.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SamplingOptions { RepetitionPenalty = float.PositiveInfinity });
    }

    [Theory]
    [InlineData(typeof(NudgingOptions))]
    [InlineData(typeof(SamplingOptions))]
    public void A_clone_has_every_option_and_later_changes_do_not_change_the_clone(Type type)
    {
        SamplingOptions original = (SamplingOptions)Activator.CreateInstance(type)!;
        PropertyInfo[] options = [.. OptionValues.Of(type)];
        foreach (PropertyInfo option in options)
        {
            option.SetValue(original, OptionValues.Other(option));
        }

        SamplingOptions clone = original.Clone();
        Assert.IsType(type, clone);
        foreach (PropertyInfo option in options)
        {
            option.SetValue(original, option.GetValue(Activator.CreateInstance(type)));
        }

        Assert.All(options, option => OptionValues.AssertSame(option, OptionValues.Other(option), option.GetValue(clone)));
    }

    [Fact]
    public void Later_changes_of_the_list_do_not_change_the_stop_sequences()
    {
        string[] stops = ["x"];
        NudgingOptions options = new() { StopSequences = stops };
        stops[0] = "";
        Assert.Equal(["x"], options.StopSequences);
    }

    [Fact]
    public void Both_models_get_every_sampling_option_with_the_published_top_p_and_different_seeds()
    {
        Assert.Null(new NudgingOptions { Seed = 1, TopK = 3 }.Sampling(TextSource.Base, 1));

        PropertyInfo[] sampling = [.. OptionValues.Of(typeof(SamplingOptions))];
        NudgingOptions options = new();
        foreach (PropertyInfo option in sampling)
        {
            option.SetValue(options, OptionValues.Other(option));
        }

        foreach (TextSource source in Enum.GetValues<TextSource>())
        {
            SamplingOptions derived = options.Sampling(source, 5)!;
            Assert.All(sampling.Where(option => option.Name != nameof(SamplingOptions.Seed)), option => OptionValues.AssertSame(option, option.GetValue(options), option.GetValue(derived)));
            Assert.Equal(source == TextSource.Base ? 5 : ~5L, derived.Seed);
        }

        options.TopP = null;
        Assert.Equal((0.9f, 1f), (options.Sampling(TextSource.Base, 5)!.TopP!.Value, options.Sampling(TextSource.Aligned, 5)!.TopP!.Value));
        Assert.Null(options.TopP);
    }

    [Fact]
    public void Empty_and_null_stop_sequences_are_refused_with_their_index()
    {
        Assert.Contains("StopSequences[1] is empty", Assert.Throws<ArgumentException>(() => new NudgingOptions { StopSequences = ["a", ""] }).Message, StringComparison.Ordinal);
        Assert.Contains("StopSequences[0] is null", Assert.Throws<ArgumentException>(() => new NudgingOptions { StopSequences = [null!] }).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => new NudgingOptions { StopSequences = null! });
    }

    [Fact]
    public void The_minimum_value_of_each_range_is_accepted()
    {
        NudgingOptions options = new() { Threshold = 0, Lookahead = 1, MaxOutputTokens = 1, MaxRounds = 1 };
        Assert.Equal((0f, 1, 1, 1), (options.Threshold, options.Lookahead, options.MaxOutputTokens, options.MaxRounds));
    }
}
