using Nudging.Decoding;
using Nudging.Tests.Models;

namespace Nudging.Tests.Decoding;

/// <summary>Tests of the end of an output, and of the nudging ratio.</summary>
public class NudgingEndTests
{
    private static readonly ScriptedLanguageModel Unsure = new(_ => new("", 0));

    [Fact]
    public async Task MaxRounds_rounds_end_the_output()
    {
        NudgingResult result = await DecodeAsync(Unsure, Aligned("a b c d e f g"), new() { Lookahead = 2, MaxRounds = 3 });
        Assert.Equal((NudgingStopReason.Rounds, 3, "a b c"), (result.StopReason, result.Rounds.Count, result.Text));
    }

    [Theory]
    [InlineData(0.0)] // The base model writes all words except the first.
    [InlineData(1.1)] // The aligned model writes all words.
    public async Task An_output_of_MaxOutputTokens_tokens_ends_and_never_has_more_tokens(double threshold)
    {
        const string Answer = "one two three four five six seven eight nine ten";
        foreach (int maximum in (int[])[1, 2, 3, 4, 5, 6, 7, 8, 9, 11])
        {
            NudgingResult result = await DecodeAsync(
                ScriptedLanguageModel.Writing(Answer, 0.9), Aligned(Answer), new() { Lookahead = 3, Threshold = (float)threshold, MaxOutputTokens = maximum });
            Assert.Equal(string.Join(' ', Answer.Split(' ').Take(maximum)), result.Text);
            Assert.Equal(Math.Min(10, maximum), result.OutputTokens);
            Assert.Equal(maximum <= 10 ? NudgingStopReason.Length : NudgingStopReason.AlignedModelStopped, result.StopReason);
        }
    }

    [Fact]
    public async Task A_closing_proposal_that_reaches_the_limit_is_whole_and_a_longer_closing_proposal_is_cut()
    {
        NudgingResult result = await DecodeAsync(Counting(), Aligned("one two three"), new() { MaxOutputTokens = 3 });
        Assert.Equal(("one two three", NudgingStopReason.AlignedModelStopped), (result.Text, result.StopReason));
        result = await DecodeAsync(Counting(), Aligned("one two three"), new() { MaxOutputTokens = 2 });
        Assert.Equal(("one two", NudgingStopReason.Length), (result.Text, result.StopReason));
        Assert.Equal(["one two"], result.Rounds);

        static ScriptedLanguageModel Counting() => new(_ => new("", 0), ScriptedLanguageModel.Words);
    }

    [Fact]
    public async Task A_first_token_over_the_limit_gives_an_empty_output()
    {
        NudgingResult result = await DecodeAsync(Unsure, Aligned("eleven characters"), new() { MaxOutputTokens = 5 });
        Assert.Equal(("", 0, NudgingStopReason.Length), (result.Text, result.OutputTokens, result.StopReason));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(12)]
    [InlineData(23)]
    public async Task A_full_context_of_either_model_ends_the_output_with_stop_reason_Length(int contextLength)
    {
        const string Answer = "one two three four five six seven eight nine ten";
        ScriptedLanguageModel[] models =
        [
            new(Choose, ScriptedLanguageModel.Characters) { ContextLength = contextLength },
            new(Choose, ScriptedLanguageModel.Characters),
        ];
        foreach (float threshold in new[] { 0, 1.1f })
        {
            NudgingOptions options = new() { Lookahead = 3, Threshold = threshold };
            foreach (NudgingResult result in new[] { await DecodeAsync(models[0], models[1], options), await DecodeAsync(models[1], models[0], options) })
            {
                Assert.Equal(NudgingStopReason.Length, result.StopReason);
                Assert.StartsWith(result.Text, Answer, StringComparison.Ordinal);
                Assert.True(result.Text.Length >= contextLength - 5, result.Text);
            }
        }

        static ScriptedChoice Choose(string text) =>
            new(Answer.StartsWith(text, StringComparison.Ordinal) && text.Length < Answer.Length ? ScriptedLanguageModel.Words(Answer[text.Length..])[0] : "", 0.9f);
    }

    [Fact]
    public async Task A_prompt_longer_than_the_context_throws()
    {
        ScriptedLanguageModel small = new(_ => new("a", 1)) { ContextLength = 3 };
        await Assert.ThrowsAsync<Nudging.Models.ContextLengthExceededException>(() =>
            new NudgingDecoder(Unsure, small).DecodeAsync(new("", "long"), new(), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("three", "one two")]
    [InlineData("e f", "one two thre")]
    [InlineData("o three four f", "one tw")]
    [InlineData("one", "")]
    [InlineData("none", null)]
    public async Task A_stop_sequence_of_either_model_ends_the_output_at_its_first_occurrence(string stop, string? expected)
    {
        const string Answer = "one two three four five six seven eight nine";
        foreach (float threshold in new[] { 0, 0.5f, 1.1f })
        {
            foreach (int lookahead in new[] { 1, 2, 3, 5 })
            {
                ScriptedLanguageModel baseModel = ScriptedLanguageModel.Writing(Answer, 0.6);
                NudgingOptions options = new() { Lookahead = lookahead, Threshold = threshold, StopSequences = ["zzz", stop] };
                NudgingResult result = await DecodeAsync(baseModel, Aligned(Answer), options);
                Assert.Equal(expected ?? Answer, result.Text);
                Assert.Equal(expected is not null, result.StopReason == NudgingStopReason.StopSequence);
                Assert.Equal(result.Text, string.Concat(result.Rounds).Trim());
            }
        }
    }

    [Fact]
    public async Task Nudging_ratio_leaves_out_the_closing_nudge()
    {
        // The aligned model writes "It is" and the closing nudge " then over."; the base model writes " four and five".
        ScriptedLanguageModel aligned = ScriptedLanguageModel.FromTable(
            ("", "It is six and", 1), ("It is six and", " so", 1), ("It is four and five", " then over.", 1));
        ScriptedLanguageModel baseModel = ScriptedLanguageModel.FromTable(("It", " x", 0), ("It is", " four and five", 0.9));
        NudgingResult result = await DecodeAsync(baseModel, aligned, new() { Lookahead = 2, Threshold = 0.8f });
        Assert.Equal(NudgingStopReason.AlignedModelStopped, result.StopReason);
        Assert.Equal(["It is", " then over."], result.Nudges);
        Assert.Equal(2.0 / 7, result.NudgingRatio);
    }

    [Fact]
    public async Task Nudging_ratio_leaves_out_the_last_nudge_where_the_aligned_model_closes_with_an_empty_proposal()
    {
        // Nudges of two, one and three words; the aligned model then ends the sequence at once.
        ScriptedLanguageModel aligned = ScriptedLanguageModel.FromTable(("", "a\nb", 1), ("a\nb", " c", 1), ("a\nb c", " d\ne\nf", 1));
        NudgingResult result = await DecodeAsync(ScriptedLanguageModel.FromTable(), aligned, new() { Lookahead = 1, Threshold = 2 });
        Assert.Equal((NudgingStopReason.AlignedModelStopped, "a\nb c d\ne\nf"), (result.StopReason, result.Text));
        Assert.Equal(3.0 / 6, result.NudgingRatio);
    }

    [Fact]
    public async Task Nudging_ratio_of_empty_output_is_0()
    {
        NudgingResult result = await DecodeAsync(ScriptedLanguageModel.FromTable(), ScriptedLanguageModel.FromTable(), new());
        Assert.Equal(("", 0.0), (result.Text, result.NudgingRatio));
    }

    [Theory]
    [InlineData(new[] { "ab", "cd", "e" }, "abcde", 1.0)]
    [InlineData(new[] { " ", " " }, "  ", 0.0)]
    [InlineData(new[] { "a", "" }, "a", 0.0)]
    [InlineData(new[] { "a", "b c", "" }, "ab c", 0.5)]
    [InlineData(new[] { "a ", "b " }, "a b ", 0.5)]
    public void Nudging_ratio_is_at_most_1_and_counts_at_least_one_word(string[] nudges, string output, double expected)
    {
        RoundRecorder recorder = new();
        int end = 0;
        foreach (string nudge in nudges)
        {
            recorder.BeginRound(end);
            end += nudge.Length;
            recorder.EndNudge(end);
        }

        Assert.Equal(expected, recorder.NudgingRatio(output));
    }

    private static ScriptedLanguageModel Aligned(string text) => ScriptedLanguageModel.Writing(text, 1);

    private static Task<NudgingResult> DecodeAsync(ScriptedLanguageModel baseModel, ScriptedLanguageModel aligned, NudgingOptions options) =>
        new NudgingDecoder(baseModel, aligned).DecodeAsync(new("", ""), options, TestContext.Current.CancellationToken);
}
