using Nudging.Decoding;
using Nudging.Models;
using Nudging.Tests.Models;

namespace Nudging.Tests.Decoding;

/// <summary>Each rule of the procedure by itself. Prompts are empty, so that a text is the output it follows.</summary>
public class NudgingDecoderTests
{
    private static readonly ScriptedLanguageModel Silent = new(_ => new("", 0));

    [Fact]
    public async Task An_answer_that_the_aligned_model_ends_within_the_lookahead_is_its_alone()
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
    public async Task The_last_word_of_a_proposal_is_dropped_where_nobody_takes_over()
    {
        NudgingResult result = await DecodeAsync(Silent, Aligned("one two three four five six seven"), new() { Lookahead = 3, Threshold = 1 });
        Assert.Equal(["one two", " three four", " five six", " seven"], result.Nudges);
        Assert.Equal("one two three four five six seven", result.Text);
    }

    [Fact]
    public async Task A_proposal_of_one_word_is_accepted_whole_and_nobody_is_asked()
    {
        int questions = 0;
        ScriptedLanguageModel baseModel = new(_ => new(" x", 1)) { Continuing = (_, _) => questions++ };
        NudgingResult result = await DecodeAsync(baseModel, Aligned(" one two"), new() { Lookahead = 1 });
        Assert.Equal([" one", " two"], result.Nudges);
        Assert.Equal(0, questions);
    }

    [Fact]
    public async Task Runs_of_spaces_make_empty_words_at_which_nobody_is_asked()
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
    public async Task The_base_model_takes_over_where_it_agrees_with_the_beginning_of_the_next_word()
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
    public async Task A_threshold_of_0_hands_over_at_the_second_word()
    {
        ScriptedLanguageModel baseModel = ScriptedLanguageModel.Writing("one 2 3 4 5", 0.001);
        NudgingResult result = await DecodeAsync(baseModel, Aligned("one two three four"), new() { Lookahead = 3, Threshold = 0 });
        Assert.Equal("one", result.Nudges[0]);
        Assert.Equal("one 2 3 4 5", result.Rounds[0]);
    }

    [Fact]
    public async Task A_threshold_above_1_hands_over_for_one_token_where_the_base_agrees_and_never_otherwise()
    {
        ScriptedLanguageModel baseModel = ScriptedLanguageModel.FromTable(("a", " x", 1), ("a b", " c", 1), ("a b c", " d", 1));
        NudgingResult result = await DecodeAsync(baseModel, Aligned("a b c d e f"), new() { Lookahead = 4, Threshold = 1.1f, MaxRounds = 1 });
        Assert.Equal(["a b c"], result.Rounds);
        Assert.Equal([new("a b", TextSource.Aligned), new TextSegment(" c", TextSource.Base)], result.Segments);
    }

    [Theory]
    [InlineData(0.4, "a")]
    [InlineData(0.39, "a b")]
    public async Task An_end_of_sequence_takes_over_by_its_probability_alone_and_writes_nothing(double probability, string nudge)
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
    public async Task The_third_repeat_of_a_nudge_ends_the_output_without_it()
    {
        ScriptedLanguageModel aligned = new(_ => new(" again again", 1));
        NudgingResult result = await DecodeAsync(Silent, aligned, new() { Lookahead = 1, Threshold = 1 });
        Assert.Equal(NudgingStopReason.RepeatedNudges, result.StopReason);
        Assert.Equal([" again", " again", " again"], result.Nudges);
        Assert.Equal("again again again", result.Text);
        Assert.Equal(2.0 / 3, result.NudgingRatio);
    }

    [Fact]
    public async Task A_base_stage_takes_its_first_token_always_and_ends_before_the_next_unsure_one()
    {
        ScriptedLanguageModel baseModel = ScriptedLanguageModel.FromTable(("a", " b", 0.1), ("a b", " x", 0.9), ("a b x", " y", 0.1));
        NudgingResult result = await DecodeAsync(baseModel, Aligned("a b c d"), new() { Lookahead = 3, MaxRounds = 1 });
        Assert.Equal(["a b x"], result.Rounds);
    }

    [Fact]
    public async Task A_chunk_that_occurs_in_its_stage_ends_it_and_is_not_written()
    {
        // Chunks of two tokens: " x" then " y", then " z y x" that is new, then " y" again.
        string[] tokens = [" x", " y", " z", " x", " y", " z", " w"];
        ScriptedLanguageModel baseModel = new(text => text[0] == 'a' ? new(tokens[text.Count(c => c == ' ')], 0.9f) : new("", 0));
        NudgingResult result = await DecodeAsync(baseModel, Aligned("a b c d"), new() { Lookahead = 2, MaxRounds = 1 });
        Assert.Equal(["a x y z x"], result.Rounds);
    }

    [Fact]
    public async Task A_chunk_cut_by_an_unsure_token_is_judged_with_what_follows_it()
    {
        // The second chunk begins with " x", which occurs already; with the unsure token after it, it does not.
        (string, string, double)[] table = [("a", " x", 0.9), ("a x", " y", 0.9), ("a x y", " x", 0.9)];
        AlignedAndNext next = new(" q");
        Assert.Equal(["a x y x"], (await next.DecodeAsync(table)).Rounds);
        Assert.Equal(["a x y"], (await (next with { Text = " y" }).DecodeAsync(table)).Rounds);
    }

    [Theory]
    [InlineData(" 1 2 3 4", true)]
    [InlineData(" 1 2 3 4 5", false)] // Six words: splitting at every space makes an empty one before the first.
    public async Task A_chunk_of_more_than_five_words_that_occurs_in_the_output_is_not_written(string chunk, bool isWritten)
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
