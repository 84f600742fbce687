using Nudging.Constraints;
using Nudging.Decoding;
using Nudging.Tests.Models;

namespace Nudging.Tests.Decoding;

/// <summary>The rules of the procedure for output under a constraint. The scripted models write allowed text without enforcement.</summary>
public class ConstrainedDecodingTests
{
    private const string Item = "ab \n";

    private static readonly TextConstraint TwentyItems = TextConstraint.Repetition(TextConstraint.Literal(Item), 20, 20);

    [Theory]
    [InlineData(NudgingMode.Sequential, 16, 150)]
    [InlineData(NudgingMode.Sequential, 1, 150)]
    [InlineData(NudgingMode.Speculative, 5, 3)]
    [InlineData(NudgingMode.Speculative, 3, 150)]
    public async Task Repeated_nudges_rounds_and_trimming_do_not_cut_a_constrained_output(NudgingMode mode, int lookahead, int rounds)
    {
        NudgingResult result = await DecodeAsync(0.1f, new() { Constraint = TwentyItems, Mode = mode, Lookahead = lookahead, MaxRounds = rounds });
        Assert.Equal(string.Concat(Enumerable.Repeat(Item, 20)), result.Text);
        Assert.Equal(NudgingStopReason.ConstraintCompleted, result.StopReason);

        NudgingResult free = await DecodeAsync(0.1f, new() { Mode = mode, Lookahead = lookahead, MaxRounds = rounds });
        Assert.NotEqual(result.Text, free.Text);
    }

    [Fact]
    public async Task A_constrained_output_ends_when_the_constraint_allows_no_more_text()
    {
        foreach (float probability in (float[])[0.1f, 0.9f])
        {
            NudgingResult result = await DecodeAsync(probability, new() { Constraint = TwentyItems, Threshold = 0.5f });
            Assert.Equal((NudgingStopReason.ConstraintCompleted, 80), (result.StopReason, result.Text.Length));
            Assert.True(probability < 0.5f || result.Segments.Any(segment => segment.Source == TextSource.Base));
        }
    }

    [Fact]
    public async Task The_token_limit_and_stop_sequences_cut_a_constrained_output()
    {
        NudgingResult full = await DecodeAsync(0.1f, new() { Constraint = TwentyItems, MaxOutputTokens = 10 });
        Assert.Equal((NudgingStopReason.Length, 10), (full.StopReason, full.OutputTokens));
        NudgingResult stopped = await DecodeAsync(0.1f, new() { Constraint = TwentyItems, StopSequences = ["\nab"] });
        Assert.Equal((NudgingStopReason.StopSequence, "ab "), (stopped.StopReason, stopped.Text));
    }

    [Fact]
    public async Task A_model_that_ends_before_the_constraint_can_end_throws()
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

    // Each token is one character.
    private static ScriptedChoice Next(string text, string soFar, float probability) =>
        new(soFar.Length >= text.Length ? "" : text[soFar.Length].ToString(), probability);
}
