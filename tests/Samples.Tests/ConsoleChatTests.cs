using System.Text.Json;
using Nudging.Tests.Chat;
using Nudging.TestSupport;

namespace Samples.Tests;

/// <summary>The console sample in a separate process, with two small models with random weights.</summary>
public sealed class ConsoleChatTests : IClassFixture<ConsoleChatTests.Models>
{
    private readonly string[] _pair;
    private readonly TemporaryFolder _folder;

    public ConsoleChatTests(Models models)
    {
        _folder = models.Folder;
        _pair = [.. models.Arguments, "--max-tokens", "12"];
    }

    [Fact]
    public async Task A_question_is_answered_in_plain_text_where_output_is_redirected()
    {
        Run run = await RunAsync(null, ["Why?", .. _pair]);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Matches(@"\n\[nudging ratio \d\.\d\d, \d+ tokens, \d+\.\d tokens/s\]\n\z", run.Output);
        Assert.DoesNotContain("\u001b", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_is_one_object_with_the_answer()
    {
        Run run = await RunAsync(null, ["Why?", "--json", .. _pair]);

        JsonElement answer = Assert.Single(run.Lines());
        Assert.Equal(
            ["question", "answer", "segments", "stopReason", "nudgingRatio", "outputTokens", "seconds"],
            answer.EnumerateObject().Select(property => property.Name));
        Assert.Equal("Why?", answer.GetProperty("question").GetString());
        Assert.Equal(
            answer.GetProperty("answer").GetString(),
            string.Concat(answer.GetProperty("segments").EnumerateArray().Select(segment => segment.GetProperty("text").GetString())));
        Assert.All(answer.GetProperty("segments").EnumerateArray(), segment => Assert.Contains(segment.GetProperty("source").GetString(), (string[])["base", "aligned"]));
        Assert.InRange(answer.GetProperty("outputTokens").GetInt32(), 0, 12);
    }

    [Fact]
    public async Task Comparison_shows_three_answers()
    {
        Run text = await RunAsync(null, ["Why?", "--compare", .. _pair]);
        Assert.Equal(["Base alone:", "Aligned alone:", "Nudged:"], text.Output.Split('\n').Where(line => line is "Base alone:" or "Aligned alone:" or "Nudged:"));

        JsonElement json = Assert.Single((await RunAsync(null, ["Why?", "--compare", "--json", .. _pair])).Lines());
        Assert.Equal(["base", "aligned", "nudged"], json.EnumerateObject().Select(property => property.Name));
    }

    [Fact]
    public async Task Evaluation_prints_three_scores()
    {
        string questions = _folder["questions.jsonl"];
        await File.WriteAllTextAsync(
            questions,
            """
            {"question": "What is the capital of Peru?", "answer": "Lima", "kind": "capital", "split": "tune"}

            {"question": "What is 1 + 1?", "answer": "2", "kind": "sum", "split": "held"}
            """,
            TestContext.Current.CancellationToken);

        Run run = await RunAsync(null, ["--evaluate", questions, "--json", .. _pair]);
        JsonElement scores = Assert.Single(run.Lines());
        Assert.Equal(["base", "aligned", "nudged"], scores.EnumerateObject().Select(property => property.Name));
        Assert.All(scores.EnumerateObject(), score => Assert.Equal(
            ["accuracy", "accuracyHeld", "endedByItself", "nudgingRatio", "outputTokens", "seconds"],
            score.Value.EnumerateObject().Select(property => property.Name)));

        Run table = await RunAsync(null, ["--evaluate", questions, .. _pair]);
        Assert.Contains("2 questions, 1 of them held out", table.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\nWhy?\n")]
    [InlineData("exit\nWhy?\n")]
    public async Task The_end_of_input_an_empty_line_or_exit_ends_a_chat(string input)
    {
        Run run = await RunAsync(input, _pair);
        Assert.Equal((0, "", ""), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task The_history_of_a_chat_changes_the_next_answer()
    {
        Run chat = await RunAsync("One?\nTwo?\n", ["--json", .. _pair]);
        JsonElement[] turns = chat.Lines();
        JsonElement alone = Assert.Single((await RunAsync(null, ["Two?", "--json", .. _pair])).Lines());

        Assert.Equal(["One?", "Two?"], turns.Select(turn => turn.GetProperty("question").GetString()));
        Assert.NotEqual(alone.GetProperty("answer").GetString(), turns[1].GetProperty("answer").GetString());
    }

    [Theory]
    [InlineData("no/such/folder", "Why?", "--base", "no/such/folder")]
    [InlineData("--provider", "Why?", "--provider", ":::")]
    [InlineData("warp", "Why?", "--provider", "warp")]
    [InlineData("Threshold", "Why?", "--threshold", "-1")]
    [InlineData("--threshold", "Why?", "--threshold", "high")]
    [InlineData("--nonsense", "Why?", "--nonsense")]
    [InlineData("empty", " ")]
    [InlineData("--compare", "--compare")]
    [InlineData("none.jsonl", "--evaluate", "none.jsonl")]
    public async Task A_wrong_argument_is_named_on_the_error_stream_without_a_stack_trace(string named, params string[] args)
    {
        Run run = await RunAsync(null, [.. _pair.Where((_, i) => !args.Contains(_pair[i / 2 * 2])), .. args]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(named, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error + run.Output, StringComparison.Ordinal);
    }

    private static Task<Run> RunAsync(string? input, IEnumerable<string> args) => SampleProcess.RunAsync("ConsoleChat", args, input);

    public sealed class Models() : ModelPairFolder(AnsweringModel.ChatTemplate);
}
