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
    public async Task A_stop_sequence_cuts_a_constrained_output()
    {
        NudgingResult stopped = await DecodeAsync(0.1f, new() { Constraint = TwentyItems, StopSequences = ["\nab"] });
        Assert.Equal((NudgingStopReason.StopSequence, "ab "), (stopped.StopReason, stopped.Text));
    }

    // The constraint allows from one to twenty items, then an end mark. Each character is a token.
    [Fact]
    public async Task An_output_with_any_limit_is_complete_within_the_limit_and_equal_in_both_modes()
    {
        TextConstraint constraint = TextConstraint.Sequence(TextConstraint.Repetition(TextConstraint.Literal(Item), 2, 20), TextConstraint.Literal("end"));
        foreach (float probability in (float[])[0.1f, 0.9f])
        {
            for (int limit = 11; limit <= 40; limit++)
            {
                NudgingOptions options = new() { Constraint = constraint, MaxOutputTokens = limit, Lookahead = 1 + (limit % 6), Mode = NudgingMode.Sequential };
                NudgingResult sequential = await DecodeAsync(probability, options);
                options.Mode = NudgingMode.Speculative;
                NudgingResult speculative = await DecodeAsync(probability, options);
                Assert.True(constraint.Allows(sequential.Text), $"{limit}: {sequential.Text}");
                Assert.Equal(string.Concat(Enumerable.Repeat(Item, (limit - 3) / 4)) + "end", sequential.Text);
                Assert.Equal((NudgingStopReason.ConstraintClosed, sequential.Text), (speculative.StopReason, speculative.Text));
                Assert.Equal(sequential.Segments, speculative.Segments);
                Assert.Equal(sequential.Text, string.Concat(sequential.Segments.Select(segment => segment.Text)));
            }
        }
    }

    [Fact]
    public async Task A_limit_below_the_shortest_output_is_refused_before_any_pass_with_the_number_that_is_needed()
    {
        ArgumentException refusal = await Assert.ThrowsAsync<ArgumentException>(() => DecodeAsync(0.1f, new() { Constraint = TwentyItems, MaxOutputTokens = 79 }));
        Assert.Contains("MaxOutputTokens is 79", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("must be at least 80", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(80, (await DecodeAsync(0.1f, new() { Constraint = TwentyItems, MaxOutputTokens = 80 })).OutputTokens);
    }

    [Theory]
    [InlineData(' ')]
    [InlineData('a')]
    public async Task A_constrained_string_of_one_repeated_character_is_closed_long_before_the_limit(char repeated)
    {
        TextConstraint constraint = TextConstraint.JsonSchema(System.Text.Json.JsonDocument.Parse("""{"type":"string"}""").RootElement);
        string text = "\"" + new string(repeated, 100_000);
        foreach (NudgingMode mode in Enum.GetValues<NudgingMode>())
        {
            NudgingResult result = await DecodeAsync(0.1f, new() { Constraint = constraint, MaxOutputTokens = 5_000, Mode = mode }, text);
            Assert.Equal(NudgingStopReason.ConstraintClosed, result.StopReason);
            Assert.True(constraint.Allows(result.Text));
            Assert.True(result.OutputTokens < 300, $"{result.OutputTokens}");
        }
    }

    [Fact]
    public async Task A_model_that_ends_before_the_constraint_can_end_throws()
    {
        var constraint = TextConstraint.Repetition(TextConstraint.Literal(Item), 21, 21);
        await Assert.ThrowsAsync<InvalidOperationException>(() => DecodeAsync(0.1f, new() { Constraint = constraint }));
    }

    private static Task<NudgingResult> DecodeAsync(float baseProbability, NudgingOptions options, string? written = null)
    {
        string text = written ?? string.Concat(Enumerable.Repeat(Item, 20));
        ScriptedLanguageModel baseModel = new(soFar => Next(text, soFar, baseProbability)) { ScoresDraftInOnePass = true };
        ScriptedLanguageModel alignedModel = new(soFar => Next(text, soFar, 0.3f));
        return new NudgingDecoder(baseModel, alignedModel).DecodeAsync(new("", ""), options, TestContext.Current.CancellationToken);
    }

    // Each token is one character.
    private static ScriptedChoice Next(string text, string soFar, float probability) =>
        new(soFar.Length >= text.Length ? "" : text[soFar.Length].ToString(), probability);
}
