using Nudging.Decoding;
using Nudging.Models;
using Nudging.Tests.Models;

namespace Nudging.Tests.Decoding;

/// <summary>Tests each rule of the procedure. Prompts are empty, so that the text before a token is the output.</summary>
public class NudgingDecoderTests
{
    private static readonly ScriptedLanguageModel Silent = new(_ => new("", 0));

    [Fact]
    public async Task An_answer_that_ends_within_the_lookahead_is_written_by_the_aligned_model_alone()
    {
        NudgingResult result = await DecodeAsync(Confident(" never"), Aligned(" It is four."));
        Assert.Equal(("It is four.", NudgingStopReason.AlignedModelStopped, 0.0), (result.Text, result.StopReason, result.NudgingRatio));
        Assert.Equal([new TextSegment("It is four.", TextSource.Aligned)], result.Segments);
        Assert.Equal([" It is four."], result.Nudges);
    }

    [Fact]
    public async Task An_empty_closing_proposal_makes_neither_a_nudge_nor_a_round()
    {
        NudgingResult result = await DecodeAsync(Silent, Silent);
        Assert.Equal(("", NudgingStopReason.AlignedModelStopped, 0, 0.0), (result.Text, result.StopReason, result.OutputTokens, result.NudgingRatio));
        Assert.Empty(result.Nudges);
        Assert.Empty(result.Rounds);
        Assert.Empty(result.Segments);
    }

    [Fact]
    public async Task Without_a_takeover_the_last_word_of_a_proposal_is_dropped()
    {
        NudgingResult result = await DecodeAsync(Silent, Aligned("one two three four five six seven"), new() { Lookahead = 3, Threshold = 1 });
        Assert.Equal(["one two", " three four", " five six", " seven"], result.Nudges);
        Assert.Equal("one two three four five six seven", result.Text);
    }

    [Fact]
    public async Task A_proposal_of_one_word_is_accepted_without_a_call_of_the_base_model()
    {
        int questions = 0;
        ScriptedLanguageModel baseModel = new(_ => new(" x", 1)) { Continuing = (_, _) => questions++ };
        NudgingResult result = await DecodeAsync(baseModel, Aligned(" one two"), new() { Lookahead = 1 });
        Assert.Equal([" one", " two"], result.Nudges);
        Assert.Equal(0, questions);
    }

    [Fact]
    public async Task Empty_words_between_spaces_cause_no_call_of_the_base_model()
    {
        List<string> questions = [];
        ScriptedLanguageModel baseModel = new(_ => new("", 0)) { Continuing = (text, _) => questions.Add(text) };
        await DecodeAsync(baseModel, new(text => new(text.Length == 0 ? "  a   b  c" : "", 1)), new() { Lookahead = 1 });
        Assert.Equal(["  a  ", "  a   b "], questions);
    }

    [Fact]
    public async Task A_proposal_of_spaces_alone_is_a_nudge()
    {
        NudgingResult result = await DecodeAsync(Silent, new(_ => new("  ", 1)), new() { Lookahead = 2 });
        Assert.Equal(["    ", "    ", "    "], result.Nudges);
        Assert.Equal(("", NudgingStopReason.RepeatedNudges), (result.Text, result.StopReason));
    }

    [Fact]
    public async Task The_base_model_takes_over_where_its_token_begins_the_next_word()
    {
        ScriptedLanguageModel baseModel = ScriptedLanguageModel.FromTable(("The", " ca", 0.1), ("The ca", "t", 0.1));
        NudgingResult result = await DecodeAsync(baseModel, Aligned("The cat sat down"), new() { Lookahead = 3, MaxRounds = 1 });
        Assert.Equal(["The"], result.Nudges);
        Assert.Equal(["The ca"], result.Rounds);
    }

    [Theory]
    [InlineData(0.3, true)]
    [InlineData(0.29, false)]
    public async Task The_base_model_takes_over_where_its_probability_reaches_the_threshold(double probability, bool takesOver)
    {
        ScriptedLanguageModel baseModel = ScriptedLanguageModel.FromTable(("The", " dog", probability));
        NudgingResult result = await DecodeAsync(baseModel, Aligned("The cat sat down"), new() { Lookahead = 3, MaxRounds = 1, Threshold = 0.3f });
        Assert.Equal(takesOver ? "The dog" : "The cat", result.Text);
    }

    [Fact]
    public async Task With_a_threshold_of_0_the_base_model_takes_over_at_the_second_word()
    {
        ScriptedLanguageModel baseModel = ScriptedLanguageModel.Writing("one 2 3 4 5", 0.001);
        NudgingResult result = await DecodeAsync(baseModel, Aligned("one two three four"), new() { Lookahead = 3, Threshold = 0 });
        Assert.Equal("one", result.Nudges[0]);
        Assert.Equal("one 2 3 4 5", result.Rounds[0]);
    }

    [Fact]
    public async Task With_a_threshold_above_1_the_base_model_writes_one_token_where_it_agrees_with_the_next_word()
    {
        ScriptedLanguageModel baseModel = ScriptedLanguageModel.FromTable(("a", " x", 1), ("a b", " c", 1), ("a b c", " d", 1));
        NudgingResult result = await DecodeAsync(baseModel, Aligned("a b c d e f"), new() { Lookahead = 4, Threshold = 1.1f, MaxRounds = 1 });
        Assert.Equal(["a b c"], result.Rounds);
        Assert.Equal([new("a b", TextSource.Aligned), new TextSegment(" c", TextSource.Base)], result.Segments);
    }

    [Theory]
    [InlineData(0.4, "a")]
    [InlineData(0.39, "a b")]
    public async Task An_end_of_sequence_above_the_threshold_ends_the_nudge_and_writes_no_text(double probability, string nudge)
    {
        NudgingResult result = await DecodeAsync(new(_ => new("", (float)probability)), Aligned("a b c d"), new() { Lookahead = 3, MaxRounds = 1 });
        Assert.Equal(nudge, Assert.Single(result.Rounds));
    }

    [Fact]
    public async Task A_token_that_ends_inside_a_character_agrees_with_no_word()
    {
        ScriptedLanguageModel baseModel = new(_ => new(" 😀", 0.1f, IsSplit: true));
        NudgingResult result = await DecodeAsync(baseModel, Aligned("a 😀 c d"), new() { Lookahead = 3, MaxRounds = 1 });
        Assert.Equal(["a 😀"], result.Rounds);
    }

    [Fact]
    public async Task A_character_of_several_tokens_is_written_whole()
    {
        ScriptedLanguageModel baseModel = new(text => new(text == "a" ? " 😀" : "", 0.9f, IsSplit: true));
        NudgingResult result = await DecodeAsync(baseModel, Aligned("a b c d"), new() { Lookahead = 3, MaxRounds = 1 });
        Assert.Equal(["a 😀"], result.Rounds);
    }

    [Fact]
    public async Task The_third_repeat_of_a_nudge_is_dropped_and_ends_the_output()
    {
        ScriptedLanguageModel aligned = new(_ => new(" again again", 1));
        NudgingResult result = await DecodeAsync(Silent, aligned, new() { Lookahead = 1, Threshold = 1 });
        Assert.Equal(NudgingStopReason.RepeatedNudges, result.StopReason);
        Assert.Equal([" again", " again", " again"], result.Nudges);
        Assert.Equal("again again again", result.Text);
        Assert.Equal(2.0 / 3, result.NudgingRatio);
    }

    [Fact]
    public async Task A_base_stage_accepts_its_first_token_and_ends_before_the_next_token_below_the_threshold()
    {
        ScriptedLanguageModel baseModel = ScriptedLanguageModel.FromTable(("a", " b", 0.1), ("a b", " x", 0.9), ("a b x", " y", 0.1));
        NudgingResult result = await DecodeAsync(baseModel, Aligned("a b c d"), new() { Lookahead = 3, MaxRounds = 1 });
        Assert.Equal(["a b x"], result.Rounds);
    }

    [Fact]
    public async Task A_chunk_that_occurs_in_its_stage_is_dropped_and_ends_the_stage()
    {
        // The chunks are " x y", " z x" and " y z". The stage already has " y z".
        string[] tokens = [" x", " y", " z", " x", " y", " z", " w"];
        ScriptedLanguageModel baseModel = new(text => text[0] == 'a' ? new(tokens[text.Count(c => c == ' ')], 0.9f) : new("", 0));
        NudgingResult result = await DecodeAsync(baseModel, Aligned("a b c d"), new() { Lookahead = 2, MaxRounds = 1 });
        Assert.Equal(["a x y z x"], result.Rounds);
    }

    [Fact]
    public async Task A_chunk_cut_by_a_token_below_the_threshold_is_compared_together_with_the_text_after_the_cut()
    {
        // The second chunk is " x", which occurs in the stage. Together with the token after the cut, the text does not occur there.
        (string, string, double)[] table = [("a", " x", 0.9), ("a x", " y", 0.9), ("a x y", " x", 0.9)];
        AlignedAndNext next = new(" q");
        Assert.Equal(["a x y x"], (await next.DecodeAsync(table)).Rounds);
        Assert.Equal(["a x y"], (await (next with { Text = " y" }).DecodeAsync(table)).Rounds);
    }

    [Theory]
    [InlineData(" 1 2 3 4", true)]
    [InlineData(" 1 2 3 4 5", false)] // Six words: the split at each space gives an empty word before the first word.
    public async Task A_chunk_of_more_than_five_words_that_occurs_in_the_output_is_dropped(string chunk, bool isWritten)
    {
        string nudge = $"a{chunk} b";
        ScriptedLanguageModel baseModel = ScriptedLanguageModel.FromTable((nudge, " x", 0.9), (nudge + " x", chunk, 0.9));
        ScriptedLanguageModel aligned = ScriptedLanguageModel.FromTable(("", nudge, 1), (nudge, " c", 1));
        NudgingResult result = await DecodeAsync(baseModel, aligned, new() { Lookahead = 2, MaxRounds = 1, Threshold = 0.8f });
        Assert.Equal(isWritten ? $"{nudge} x{chunk}" : $"{nudge} x", result.Text);
    }

    private sealed record AlignedAndNext(string Text)
    {
        public Task<NudgingResult> DecodeAsync((string, string, double)[] table) => NudgingDecoderTests.DecodeAsync(
            ScriptedLanguageModel.FromTable([.. table, ("a x y x", Text, 0.1)]), Aligned("a b c d"), new() { Lookahead = 2, MaxRounds = 1 });
    }

    private static ScriptedLanguageModel Aligned(string text) => ScriptedLanguageModel.Writing(text, 1);

    private static ScriptedLanguageModel Confident(string text) => new(_ => new(text, 1));

    private static Task<NudgingResult> DecodeAsync(ScriptedLanguageModel baseModel, ScriptedLanguageModel aligned, NudgingOptions? options = null) =>
        new NudgingDecoder(baseModel, aligned).DecodeAsync(new("", ""), options ?? new(), TestContext.Current.CancellationToken);
}
