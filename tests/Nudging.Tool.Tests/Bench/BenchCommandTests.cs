using System.Text.Json;
using Nudging.Tests.Chat;
using Nudging.TestSupport;

namespace Nudging.Tool.Tests.Bench;

/// <summary>The command in a process of its own, over two small models with random weights.</summary>
public sealed class BenchCommandTests(BenchCommandTests.Models models) : IClassFixture<BenchCommandTests.Models>
{
    private static readonly string[] Modes = ["baseOnly", "alignedOnly", "sequential", "speculative"];

    private readonly string[] _args = ["bench", "--questions", models.Folder["questions.jsonl"], .. models.Arguments, "--max-tokens", "12", "--repetitions", "2"];

    [Fact]
    public async Task Json_has_the_statistics_of_all_four_modes_and_their_ratios()
    {
        JsonElement report = await ReportAsync("--count", "2", "--threads", "1");

        Assert.Equal(
            [.. Modes, "speculativeToBase", "speculativeToSequential", "tokensPerBasePass", "outsideRuntimeShare", "identical", "inflated",
                "questions", "repetitions", "threshold", "maxTokens", "threads", "peakMemoryBytes", "machine"],
            report.EnumerateObject().Select(property => property.Name));
        Assert.All(Modes, mode => Assert.Equal(
            ["tokensPerSecond", "timeToFirstTokenMs", "basePasses", "alignedPasses", "outputTokens", "tokensPerBasePass", "draftAcceptance",
                "outsideRuntimeShare", "managedBytesPerToken"],
            report.GetProperty(mode).EnumerateObject().Select(property => property.Name)));
        Assert.True(report.GetProperty("identical").GetBoolean());
        Assert.Equal(JsonValueKind.Null, report.GetProperty("inflated").ValueKind);
        Assert.Equal((2, 2, 1), (report.GetProperty("questions").GetInt32(), report.GetProperty("repetitions").GetInt32(), report.GetProperty("threads").GetInt32()));
        Assert.True(report.GetProperty("peakMemoryBytes").GetInt64() > 1_000_000);
        Assert.DoesNotContain(Environment.MachineName, report.GetProperty("machine").ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Each_answer_starts_with_empty_caches()
    {
        JsonElement report = await ReportAsync("--count", "1");

        // One pass for the prompt and one for each further token, the end token included.
        JsonElement baseOnly = report.GetProperty("baseOnly");
        Assert.InRange(baseOnly.GetProperty("basePasses").GetDouble() - baseOnly.GetProperty("outputTokens").GetDouble(), 0, 1);
        Assert.Equal(0, baseOnly.GetProperty("alignedPasses").GetDouble());
        Assert.All(Modes, mode => Assert.InRange(report.GetProperty(mode).GetProperty("outsideRuntimeShare").GetDouble(), 0, 1));
        Assert.Equal(0, report.GetProperty("alignedOnly").GetProperty("basePasses").GetDouble());
    }

    [Fact]
    public async Task An_inflated_pair_gives_the_answers_of_the_original_pair()
    {
        JsonElement inflated = (await ReportAsync("--inflate", "2M,1M")).GetProperty("inflated");

        Assert.InRange(inflated.GetProperty("base").GetInt64(), 1_940_000, 2_060_000);
        Assert.InRange(inflated.GetProperty("aligned").GetInt64(), 970_000, 1_030_000);
        Assert.True(inflated.GetProperty("identicalToOriginal").GetBoolean());
    }

    [Fact]
    public async Task The_table_has_no_escape_sequences_where_output_is_redirected()
    {
        string json = models.Folder["report.json"];
        Run run = await ToolProcess.RunAsync([.. _args, "--count", "1", "--json", json]);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("speculative and sequential answers identical: yes", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", run.Output, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(await File.ReadAllTextAsync(json, TestContext.Current.CancellationToken)).RootElement.ValueKind);
    }

    [Theory]
    [InlineData("no/such/folder", "--base", "no/such/folder")]
    [InlineData("--count", "--count", "0")]
    [InlineData("--threads", "--threads", "0")]
    [InlineData("150M,15M", "--inflate", "large")]
    [InlineData("leave no room", "--inflate", "1K,1K")]
    [InlineData("execution provider", "--provider", ":::")]
    [InlineData("Threshold", "--threshold", "-1")]
    [InlineData("none.jsonl", "--questions", "none.jsonl")]
    [InlineData("--nonsense", "--nonsense")]
    public async Task A_wrong_argument_is_named_on_the_error_stream_without_a_stack_trace(string named, params string[] args)
    {
        int replaced = Array.IndexOf(_args, args[0]);
        Run run = await ToolProcess.RunAsync([.. _args.Where((_, i) => replaced < 0 || (i != replaced && i != replaced + 1)), .. args]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(named, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error + run.Output, StringComparison.Ordinal);
    }

    private async Task<JsonElement> ReportAsync(params string[] args)
    {
        Run run = await ToolProcess.RunAsync([.. _args, "--json", "-", .. args]);
        Assert.True(run.ExitCode == 0, run.Error);
        return JsonDocument.Parse(run.Output).RootElement;
    }

    public sealed class Models : ModelPairFolder
    {
        public Models()
            : base(AnsweringModel.ChatTemplate) =>
            File.WriteAllLines(Folder["questions.jsonl"], ["""{"question": "Why?", "answer": "So."}""", "", """{"question": "How?"}""", """{"question": "When?"}"""]);
    }
}
