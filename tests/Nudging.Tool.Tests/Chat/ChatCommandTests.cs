using System.Text.Json;
using DemoPair;
using Nudging.Tests.Chat;
using Nudging.TestSupport;

namespace Nudging.Tool.Tests.Chat;

/// <summary>The command in a process of its own, with two small models with random weights.</summary>
public sealed class ChatCommandTests(ChatCommandTests.Models models) : IClassFixture<ChatCommandTests.Models>
{
    private readonly string[] _pair = [models.Folder["base"], models.Folder["aligned"], "--max-tokens", "12"];

    [Fact]
    public async Task An_answer_and_its_statistics_are_plain_text_where_output_is_redirected()
    {
        Run run = await RunAsync(null, ["Why?"]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Matches(@"\n\[[A-Z]\w+, nudging ratio \d\.\d\d, \d+ tokens, \d+\.\d tokens/s\]\n\z", run.Output);
        Assert.DoesNotContain("\u001b", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_is_one_object_whose_segments_make_up_the_answer_that_is_streamed()
    {
        JsonElement answer = Assert.Single((await RunAsync(null, ["Why?", "--json"])).Lines());
        Assert.Equal(
            ["question", "answer", "segments", "stopReason", "nudgingRatio", "outputTokens", "seconds"],
            answer.EnumerateObject().Select(property => property.Name));
        Assert.Equal("Why?", answer.GetProperty("question").GetString());
        string text = answer.GetProperty("answer").GetString()!;
        Assert.Equal(text, string.Concat(answer.GetProperty("segments").EnumerateArray().Select(segment => segment.GetProperty("text").GetString())));
        Assert.InRange(answer.GetProperty("outputTokens").GetInt32(), 1, 12);

        Run streamed = await RunAsync(null, ["Why?"]);
        Assert.StartsWith(text + "\n[", streamed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Comparison_shows_three_answers()
    {
        Run text = await RunAsync(null, ["Why?", "--compare"]);
        Assert.Equal(["Base alone:", "Aligned alone:", "Nudged:"], text.Output.Split('\n').Where(line => line is "Base alone:" or "Aligned alone:" or "Nudged:"));

        JsonElement json = Assert.Single((await RunAsync(null, ["Why?", "--compare", "--json"])).Lines());
        Assert.Equal(["base", "aligned", "nudged"], json.EnumerateObject().Select(property => property.Name));
        Assert.Equal([0, 1], json.EnumerateObject().Take(2).Select(answer => answer.Value.GetProperty("nudgingRatio").GetInt32()));
    }

    [Fact]
    public async Task A_higher_threshold_gives_more_words_to_the_aligned_model()
    {
        string[] arguments = ["chat", DemoPairFiles.BaseModelPath, DemoPairFiles.AlignedModelPath, "What is the capital of Peru?", "--json"];
        Assert.True(await RatioAsync("0.4") < await RatioAsync("1.1"));

        async Task<double> RatioAsync(string threshold) =>
            Assert.Single((await ToolProcess.RunAsync([.. arguments, "--threshold", threshold])).Lines()).GetProperty("nudgingRatio").GetDouble();
    }

    [Theory]
    [InlineData("")]
    [InlineData("\nWhy?\n")]
    [InlineData("exit\nWhy?\n")]
    public async Task The_end_of_input_an_empty_line_or_exit_ends_a_conversation(string input)
    {
        Run run = await RunAsync(input, []);
        Assert.Equal((0, "", ""), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task The_history_of_a_conversation_changes_the_next_answer()
    {
        JsonElement[] turns = (await RunAsync("One?\nTwo?\n", ["--json"])).Lines();
        JsonElement alone = Assert.Single((await RunAsync(null, ["Two?", "--json"])).Lines());
        Assert.Equal(["One?", "Two?"], turns.Select(turn => turn.GetProperty("question").GetString()));
        Assert.NotEqual(alone.GetProperty("answer").GetString(), turns[1].GetProperty("answer").GetString());
    }

    [Fact]
    public async Task The_system_message_changes_the_answer()
    {
        JsonElement with = Assert.Single((await RunAsync(null, ["Why?", "--json", "--system", "Rhyme!"])).Lines());
        JsonElement without = Assert.Single((await RunAsync(null, ["Why?", "--json"])).Lines());
        Assert.NotEqual(without.GetProperty("answer").GetString(), with.GetProperty("answer").GetString());
    }

    [Fact]
    public async Task A_conversation_that_exceeds_the_context_begins_anew()
    {
        string question = string.Concat(Enumerable.Repeat("What? ", 25)).Trim();
        Run run = await RunAsync($"{question}\n{question}\n{question}\nWhy?\n", ["--json"]);
        JsonElement alone = Assert.Single((await RunAsync(null, ["Why?", "--json"])).Lines());
        Assert.Contains("A new conversation begins.", run.Error, StringComparison.Ordinal);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("Why?", run.Lines()[^1].GetProperty("question").GetString());
        Assert.NotEmpty(alone.GetProperty("answer").GetString()!);
    }

    [Fact]
    public async Task An_unknown_name_is_an_error_that_names_the_places_and_nudge_get()
    {
        Run run = await ToolProcess.RunAsync(["chat", "owner/unknown", models.Folder["aligned"], "Why?"]);
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("Error: There is no model 'owner/unknown'. It was sought in '", run.Error, StringComparison.Ordinal);
        Assert.Contains("'nudge get owner/unknown'", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--compare needs a PROMPT", "--compare")]
    [InlineData("PROMPT is empty", " ")]
    [InlineData("--max-tokens is 0; it must be at least 1", "Why?", "--max-tokens", "0")]
    [InlineData("Threshold", "Why?", "--threshold", "-1")]
    public async Task A_wrong_argument_is_named_on_the_error_stream(string named, params string[] args)
    {
        Run run = await ToolProcess.RunAsync(["chat", .. _pair.Take(2), .. args]);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(named, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error + run.Output, StringComparison.Ordinal);
    }

    private Task<Run> RunAsync(string? input, IEnumerable<string> args) => ToolProcess.RunAsync(["chat", .. _pair, .. args], input: input);

    public sealed class Models() : ModelPairFolder(AnsweringModel.ChatTemplate);
}
