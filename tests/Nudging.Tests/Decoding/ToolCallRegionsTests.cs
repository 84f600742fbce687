using Nudging.Chat;
using Nudging.Decoding;
using Nudging.Tests.Models;
using Nudging.ToolCalls;

namespace Nudging.Tests.Decoding;

/// <summary>The aligned model writes calls alone, and a call is never treated as a repetition.</summary>
public sealed class ToolCallRegionsTests
{
    private const string Call = "<tool_call>{\"name\": \"a b\", \"arguments\": {\"x\": \"one two three\"}}</tool_call>";

    // Random texts of these pieces have calls, parts of calls and other text.
    private static readonly string[] Pieces =
    [
        "<tool_call>", "</tool_call>", "{\"name\": \"a\"}", " {\"name\": \"a\"} ", "<tool_call>{\"name\": \"a\"}</tool_call>", " <tool_call>{\"name\": \"a\", \"arguments\": {}}\n</tool_call>",
        "<tool", "_call>", "<", " a", " b", "a", " ", "\n", " a b c d e f g", "}", "\"",
    ];

    private static readonly ToolCallSyntax Hermes = ToolCallSyntax.Of(ToolCallFormat.Hermes);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(16)]
    [InlineData(100)]
    public async Task A_confident_base_model_takes_over_before_and_after_a_tool_call_but_not_inside(int lookahead)
    {
        // The base model writes the same text and is sure of each token, so that the base model takes over at each allowed place.
        NudgingResult result = await WriteAsync($"Let me see it now {Call} and so on and on", lookahead, Rules(alignedLeads: true, endsAfterFirst: false));

        Assert.Equal($"Let me see it now {Call} and so on and on", result.Text);
        Assert.Contains(result.Segments, segment => segment.Source == TextSource.Aligned && segment.Text.Contains(Call, StringComparison.Ordinal));
        Assert.Equal(lookahead > 1 && lookahead < 100, result.Segments.Any(segment => segment.Source == TextSource.Base));
    }

    [Fact]
    public async Task Without_AlignedLeads_the_base_model_writes_inside_a_tool_call()
    {
        NudgingResult result = await WriteAsync($"Let me see it now {Call} and so on", 8, Rules(alignedLeads: false, endsAfterFirst: false));

        Assert.Contains(result.Segments, segment => segment.Source == TextSource.Base && segment.Text.Contains("one two", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Six_equal_calls_all_stay_in_the_answer()
    {
        string calls = string.Join('\n', Enumerable.Repeat(Call, 6));

        Assert.Equal(calls, (await WriteAsync(calls, 4, Rules(alignedLeads: true, endsAfterFirst: false))).Text);
        Assert.Equal(calls + " x", (await WriteAsync(calls + " x", 4, Rules(alignedLeads: false, endsAfterFirst: false))).Text);
    }

    [Fact]
    public async Task The_first_call_ends_the_output_where_one_call_is_allowed()
    {
        NudgingResult result = await WriteAsync($"See <tool_call>no</tool_call>\n{Call}\n{Call}", 16, Rules(alignedLeads: true, endsAfterFirst: true));

        Assert.Equal(($"See <tool_call>no</tool_call>\n{Call}", NudgingStopReason.FunctionCall), (result.Text, result.StopReason));
    }

    [Fact]
    public async Task Random_pairs_lose_no_tool_call_and_both_modes_give_the_same_text()
    {
        int calls = 0;
        int baseTexts = 0;
        for (int seed = 0; seed < 600; seed++)
        {
            CallRules rules = Rules(alignedLeads: true, endsAfterFirst: seed % 5 == 0);
            (NudgingResult speculative, string streamed) = await RunAsync(seed, NudgingMode.Speculative, rules);
            (NudgingResult sequential, _) = await RunAsync(seed, NudgingMode.Sequential, rules);

            // Both modes write the same text, which is also the streamed text.
            Assert.Equal((sequential.Text, sequential.StopReason), (speculative.Text, speculative.StopReason));
            Assert.Equal(sequential.Segments, speculative.Segments);
            Assert.Equal(speculative.Text, streamed);

            // No call is lost, and the base model writes no part of a call.
            ScannedPart[] written = Calls(string.Concat(speculative.Rounds));
            ScannedPart[] kept = Calls(speculative.Text);
            Assert.True(written.Length == kept.Length, $"seed {seed}: {string.Concat(speculative.Rounds)}\n{speculative.Text}");
            int start = 0;
            foreach (TextSegment segment in speculative.Segments)
            {
                int end = start + segment.Text.Length;
                Assert.True(
                    segment.Source == TextSource.Aligned || kept.All(call => call.End <= start || call.Start + "<tool_call>".Length > end),
                    $"seed {seed}: {string.Join('|', speculative.Segments)}");
                start = end;
            }

            // The parts of the whole result and of the stream have the same calls.
            Assert.Equal(kept.Select(call => (call.Start, call.End)), speculative.Parts.Where(part => part.Kind == ScannedPartKind.Calls).Select(call => (call.Start, call.End)));
            Assert.Equal(speculative.Text, string.Concat(speculative.Parts.Select(part => speculative.Text[part.Start..part.End])));
            calls += kept.Length;
            baseTexts += speculative.Segments.Count(segment => segment.Source == TextSource.Base);
        }

        Assert.True(calls > 1000 && baseTexts > 200, $"{calls} calls, {baseTexts} texts of the base model");
    }

    [Fact]
    public async Task Without_AlignedLeads_rounds_and_nudges_equal_the_rounds_and_nudges_without_functions()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            (NudgingResult published, _) = await RunAsync(seed, NudgingMode.Speculative, null);
            (NudgingResult result, _) = await RunAsync(seed, NudgingMode.Speculative, Rules(alignedLeads: false, endsAfterFirst: false));

            Assert.Equal(published.Rounds, result.Rounds);
            Assert.Equal(published.Nudges, result.Nudges);
            Assert.Equal(published.StopReason, result.StopReason);
        }
    }

    private static ScannedPart[] Calls(string text) =>
        [.. new ToolCallScanner(Hermes, _ => true).Rest(text, isEnd: true).Where(part => part.Kind == ScannedPartKind.Calls)];

    private static CallRules Rules(bool alignedLeads, bool endsAfterFirst) => new(Hermes, _ => true, alignedLeads, endsAfterFirst);

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
            Assert.All(update.Parts, part => Assert.InRange(part.End, part.Start + 1, streamed.Length));
            result = update.Result;
        }

        return (result!, streamed);
    }
}
