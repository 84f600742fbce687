using Nudging.Constraints;
using Nudging.Decoding;
using Nudging.Tests.Models;

namespace Nudging.Tests.Decoding;

/// <summary>What the procedure does differently where the output must be complete. The models here keep to it by themselves.</summary>
public class ConstrainedDecodingTests
{
    private const string Item = "ab \n";

    private static readonly TextConstraint TwentyItems = TextConstraint.Repetition(TextConstraint.Literal(Item), 20, 20);

    [Theory]
    [InlineData(NudgingMode.Sequential, 16, 150)]
    [InlineData(NudgingMode.Sequential, 1, 150)]
    [InlineData(NudgingMode.Speculative, 5, 3)]
    [InlineData(NudgingMode.Speculative, 3, 150)]
    public async Task Neither_repeated_nudges_nor_rounds_nor_trimming_cut_it_short(NudgingMode mode, int lookahead, int rounds)
    {
        NudgingResult result = await DecodeAsync(0.1f, new() { Constraint = TwentyItems, Mode = mode, Lookahead = lookahead, MaxRounds = rounds });
        Assert.Equal(string.Concat(Enumerable.Repeat(Item, 20)), result.Text);
        Assert.Equal(NudgingStopReason.ConstraintCompleted, result.StopReason);

        NudgingResult free = await DecodeAsync(0.1f, new() { Mode = mode, Lookahead = lookahead, MaxRounds = rounds });
        Assert.NotEqual(result.Text, free.Text);
    }

    [Fact]
    public async Task It_ends_at_once_where_nothing_may_follow_whoever_writes()
    {
        foreach (float probability in (float[])[0.1f, 0.9f])
        {
            NudgingResult result = await DecodeAsync(probability, new() { Constraint = TwentyItems, Threshold = 0.5f });
            Assert.Equal((NudgingStopReason.ConstraintCompleted, 80), (result.StopReason, result.Text.Length));
            Assert.True(probability < 0.5f || result.Segments.Any(segment => segment.Source == TextSource.Base));
        }
    }

    [Fact]
    public async Task The_limit_and_the_callers_stop_sequences_still_cut_it()
    {
        NudgingResult full = await DecodeAsync(0.1f, new() { Constraint = TwentyItems, MaxOutputTokens = 10 });
        Assert.Equal((NudgingStopReason.Length, 10), (full.StopReason, full.OutputTokens));
        NudgingResult stopped = await DecodeAsync(0.1f, new() { Constraint = TwentyItems, StopSequences = ["\nab"] });
        Assert.Equal((NudgingStopReason.StopSequence, "ab "), (stopped.StopReason, stopped.Text));
    }

    [Fact]
    public async Task A_model_that_ends_where_it_may_not_is_found_out()
    {
        var constraint = TextConstraint.Repetition(TextConstraint.Literal(Item), 21, 21);
        await Assert.ThrowsAsync<InvalidOperationException>(() => DecodeAsync(0.1f, new() { Constraint = constraint }));
    }

    private static Task<NudgingResult> DecodeAsync(float baseProbability, NudgingOptions options)
    {
        string text = string.Concat(Enumerable.Repeat(Item, 20));
        ScriptedLanguageModel baseModel = new(soFar => Next(text, soFar, baseProbability)) { ScoresDraftInOnePass = true };
        ScriptedLanguageModel alignedModel = new(soFar => Next(text, soFar, 0.3f));
        return new NudgingDecoder(baseModel, alignedModel).DecodeAsync(new("", ""), options, TestContext.Current.CancellationToken);
    }

    // One character a token.
    private static ScriptedChoice Next(string text, string soFar, float probability) =>
        new(soFar.Length >= text.Length ? "" : text[soFar.Length].ToString(), probability);
}
