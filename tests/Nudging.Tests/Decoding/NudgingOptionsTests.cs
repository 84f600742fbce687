using Nudging.Constraints;
using Nudging.Decoding;
using Nudging.Models;

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
    public void A_threshold_that_is_no_finite_number_of_at_least_0_is_refused_by_name_and_value(float value)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new NudgingOptions { Threshold = value });
        Assert.Contains("Threshold is " + value.ToString(System.Globalization.CultureInfo.InvariantCulture), error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-7)]
    public void Counts_below_1_are_refused_by_name_and_value(int value)
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
    public void Sampling_settings_out_of_range_are_refused_by_name_and_value()
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
        Assert.Throws<ArgumentOutOfRangeException>(() => new SamplingOptions { Temperature = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SamplingOptions { TopP = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SamplingOptions { TopK = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SamplingOptions { MinP = 1.1f });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SamplingOptions { FrequencyPenalty = float.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SamplingOptions { PresencePenalty = 2.1f });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SamplingOptions { RepetitionPenalty = float.PositiveInfinity });
    }

    [Fact]
    public void Empty_and_null_stop_sequences_are_refused_by_their_place()
    {
        Assert.Contains("StopSequences[1] is empty", Assert.Throws<ArgumentException>(() => new NudgingOptions { StopSequences = ["a", ""] }).Message, StringComparison.Ordinal);
        Assert.Contains("StopSequences[0] is null", Assert.Throws<ArgumentException>(() => new NudgingOptions { StopSequences = [null!] }).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => new NudgingOptions { StopSequences = null! });
    }

    [Fact]
    public void A_clone_has_every_setting_and_is_independent()
    {
        string[] stops = ["x"];
        NudgingOptions original = new() { Threshold = 1.5f, Lookahead = 2, MaxOutputTokens = 3, MaxRounds = 4, StopSequences = stops, Temperature = 0.5f, TopP = 0.6f, TopK = 7, MinP = 0.8f, Seed = 9, Mode = NudgingMode.Sequential, FrequencyPenalty = 1.1f, PresencePenalty = -1.2f, RepetitionPenalty = 1.3f, Constraint = TextConstraint.JsonValue, LogProbabilities = true };
        stops[0] = "";
        NudgingOptions clone = original.Clone();
        Assert.Equivalent(original, clone, strict: true);
        Assert.Equal("x", Assert.Single(clone.StopSequences));
        clone.Lookahead = 9;
        Assert.Equal(2, original.Lookahead);
    }

    [Fact]
    public void The_least_values_are_accepted()
    {
        NudgingOptions options = new() { Threshold = 0, Lookahead = 1, MaxOutputTokens = 1, MaxRounds = 1 };
        Assert.Equal((0f, 1, 1, 1), (options.Threshold, options.Lookahead, options.MaxOutputTokens, options.MaxRounds));
    }
}
