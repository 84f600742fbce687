using Nudging.Chat;
using Nudging.Decoding;
using Nudging.Tests.Models;
using Nudging.ToolCalls;

namespace Nudging.Tests.Decoding;

/// <summary>The aligned model writes a call alone, and calls are never taken for repetition.</summary>
public sealed class ToolCallRegionsTests
{
    private const string Call = "<tool_call>{\"name\": \"a b\", \"arguments\": {\"x\": \"one two three\"}}</tool_call>";

    // Pieces of which calls, parts of calls and other text come about.
    private static readonly string[] Pieces =
    [
        "<tool_call>", "</tool_call>", "{\"name\": \"a\"}", " {\"name\": \"a\"} ", "<tool_call>{\"name\": \"a\"}</tool_call>", " <tool_call>{\"name\": \"a\", \"arguments\": {}}\n</tool_call>",
        "<tool", "_call>", "<", " a", " b", "a", " ", "\n", " a b c d e f g", "}", "\"",
    ];

    private static readonly ToolCallFinder Finder = new(ToolCallSyntax.Of(ToolCallFormat.Hermes), _ => true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(16)]
    [InlineData(100)]
    public async Task A_base_model_that_is_sure_takes_over_before_and_behind_a_call_and_not_inside(int lookahead)
    {
        // The base model is sure of everything, and agrees, so that it takes over wherever it may.
        NudgingResult result = await WriteAsync($"Let me see it now {Call} and so on and on", lookahead, new(Finder, AlignedLeads: true, EndsAfterFirst: false));

        Assert.Equal($"Let me see it now {Call} and so on and on", result.Text);
        Assert.Contains(result.Segments, segment => segment.Source == TextSource.Aligned && segment.Text.Contains(Call, StringComparison.Ordinal));
        Assert.Equal(lookahead > 1 && lookahead < 100, result.Segments.Any(segment => segment.Source == TextSource.Base));
    }

    [Fact]
    public async Task Without_the_lead_the_base_model_writes_within_calls()
    {
        NudgingResult result = await WriteAsync($"Let me see it now {Call} and so on", 8, new(Finder, AlignedLeads: false, EndsAfterFirst: false));

        Assert.Contains(result.Segments, segment => segment.Source == TextSource.Base && segment.Text.Contains("one two", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Calls_that_say_the_same_all_stay()
    {
        string calls = string.Join('\n', Enumerable.Repeat(Call, 6));

        Assert.Equal(calls, (await WriteAsync(calls, 4, new(Finder, AlignedLeads: true, EndsAfterFirst: false))).Text);
        Assert.Equal(calls + " x", (await WriteAsync(calls + " x", 4, new(Finder, AlignedLeads: false, EndsAfterFirst: false))).Text);
    }

    [Fact]
    public async Task The_first_call_ends_the_output_where_only_one_is_asked_for()
    {
        NudgingResult result = await WriteAsync($"See <tool_call>no</tool_call>\n{Call}\n{Call}", 16, new(Finder, AlignedLeads: true, EndsAfterFirst: true));

        Assert.Equal(($"See <tool_call>no</tool_call>\n{Call}", NudgingStopReason.FunctionCall), (result.Text, result.StopReason));
    }

    [Fact]
    public async Task Random_pairs_keep_the_laws_of_calls()
    {
        int calls = 0;
        int baseTexts = 0;
        for (int seed = 0; seed < 600; seed++)
        {
            CallRules rules = new(Finder, AlignedLeads: true, EndsAfterFirst: seed % 5 == 0);
            (NudgingResult fast, string streamed) = await RunAsync(seed, NudgingMode.Speculative, rules);
            (NudgingResult literal, _) = await RunAsync(seed, NudgingMode.Sequential, rules);

            // Both forms write the same, and what was streamed is it.
            Assert.Equal((literal.Text, literal.StopReason), (fast.Text, fast.StopReason));
            Assert.Equal(literal.Segments, fast.Segments);
            Assert.Equal(fast.Text, streamed);

            // No call gets lost, and from the opening on the base model has no part in any.
            CallSpan[] written = Complete(string.Concat(fast.Rounds));
            CallSpan[] kept = Complete(fast.Text);
            Assert.True(written.Length == kept.Length, $"seed {seed}: {string.Concat(fast.Rounds)}\n{fast.Text}");
            int start = 0;
            foreach (TextSegment segment in fast.Segments)
            {
                int end = start + segment.Text.Length;
                Assert.True(
                    segment.Source == TextSource.Aligned || kept.All(call => call.End <= start || call.Start + "<tool_call>".Length > end),
                    $"seed {seed}: {string.Join('|', fast.Segments)}");
                start = end;
            }

            calls += kept.Length;
            baseTexts += fast.Segments.Count(segment => segment.Source == TextSource.Base);
        }

        Assert.True(calls > 1000 && baseTexts > 200, $"{calls} calls, {baseTexts} texts of the base model");
    }

    [Fact]
    public async Task Without_the_lead_the_procedure_is_the_published_one()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            (NudgingResult published, _) = await RunAsync(seed, NudgingMode.Speculative, null);
            (NudgingResult result, _) = await RunAsync(seed, NudgingMode.Speculative, new(Finder, AlignedLeads: false, EndsAfterFirst: false));

            Assert.Equal(published.Rounds, result.Rounds);
            Assert.Equal(published.Nudges, result.Nudges);
            Assert.Equal(published.StopReason, result.StopReason);
        }
    }

    private static CallSpan[] Complete(string text) => [.. Finder.Find(text, isEnd: true).Where(call => call.State == CallState.Complete)];

    private static async Task<NudgingResult> WriteAsync(string text, int lookahead, CallRules rules)
    {
        NudgingOptions options = new() { Lookahead = lookahead, Calls = rules, MaxOutputTokens = 10_000 };
        NudgingDecoder decoder = new(ScriptedLanguageModel.Writing(text, 0.9), ScriptedLanguageModel.Writing(text, 0.5));
        return await decoder.DecodeAsync(new("", ""), options, TestContext.Current.CancellationToken);
    }

    private static async Task<(NudgingResult Result, string Streamed)> RunAsync(int seed, NudgingMode mode, CallRules? rules)
    {
        RandomPair pair = new(seed, Pieces);
        pair.Options.Mode = mode;
        pair.Options.Calls = rules;
        pair.Options.MaxOutputTokens = Math.Min(pair.Options.MaxOutputTokens, 300);
        ScriptedLanguageModel baseModel = new(pair.Base, pair.Tokenize) { ScoresDraftInOnePass = true };
        string streamed = "";
        NudgingResult? result = null;
        await foreach (NudgingUpdate update in new NudgingDecoder(baseModel, new ScriptedLanguageModel(pair.Aligned))
            .DecodeStreamingAsync(pair.Prompts, pair.Options, TestContext.Current.CancellationToken))
        {
            streamed += update.Segment?.Text;
            result = update.Result;
        }

        return (result!, streamed);
    }
}
