using System.Text.Json;
using DemoPair;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel.ChatCompletion;
using Nudging.Chat;
using Nudging.Decoding;
using Nudging.OnnxRuntime;
using Nudging.Prompting;

namespace SemanticKernel.Connectors.Nudging.Tests;

/// <summary>The pair that comes with the repository, as users meet it.</summary>
public sealed class DemoPairTests : IClassFixture<DemoPairTests.Pair>
{
    // Every so many of the questions; the benchmark command can ask all of them.
    private const int Interval = 19;

    private readonly NudgingPair _pair;

    public DemoPairTests(Pair pair) => _pair = pair.Models;

    public static TheoryData<float, long?> Settings
    {
        get
        {
            TheoryData<float, long?> settings = [];
            foreach (float threshold in (float[])[0, 0.2f, 0.4f, 0.6f, 0.8f, 1.1f])
            {
                settings.Add(threshold, null);
            }

            foreach (long seed in (long[])[1, 2, 3])
            {
                settings.Add(0.4f, seed);
            }

            return settings;
        }
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public async Task Reading_drafts_writes_what_asking_word_by_word_writes(float threshold, long? seed)
    {
        var decoder = new NudgingDecoder(_pair.BaseModel, _pair.AlignedModel);
        foreach ((string question, _) in Questions().Where((_, i) => i % Interval == 0))
        {
            ChatMessage[] messages = [new(ChatRole.User, question)];
            NudgingPrompts prompts = new(
                new PlainTextPromptFormatter().Format(messages), ChatPromptFormatters.ForChatTemplate(_pair.AlignedModel.Info).Format(messages));
            NudgingOptions options = new()
            {
                Threshold = threshold,
                MaxOutputTokens = 96,
                Temperature = seed is null ? 0 : 0.8f,
                Seed = seed,
                Mode = NudgingMode.Sequential,
            };
            NudgingResult literal = await decoder.DecodeAsync(prompts, options, TestContext.Current.CancellationToken);
            options.Mode = NudgingMode.Speculative;
            NudgingResult fast = await decoder.DecodeAsync(prompts, options, TestContext.Current.CancellationToken);
            Assert.True(literal.Text == fast.Text, $"{question}\n{literal.Text}\n{fast.Text}");
            Assert.Equal(literal.Segments, fast.Segments);
            Assert.Equal((literal.StopReason, literal.Rounds.Count), (fast.StopReason, fast.Rounds.Count));
            Assert.InRange(fast.AcceptedDraftTokens, 0, fast.DraftedTokens);
        }
    }

    [Fact]
    public async Task A_pair_under_the_rules_of_DirectML_writes_the_same()
    {
        OnnxModelOptions rules = new() { UseDirectMLRules = true };
        await using var pair = new NudgingPair(
            OnnxLanguageModel.Load(DemoPairFiles.BaseModelPath, rules), OnnxLanguageModel.Load(DemoPairFiles.AlignedModelPath, rules));
        foreach ((string question, _) in Questions().Take(6))
        {
            Assert.Equal(await AnswerAsync(_pair, question), await AnswerAsync(pair, question));
        }
    }

    [Fact]
    public async Task What_was_answered_before_makes_no_difference()
    {
        foreach ((string question, _) in Questions().Take(5))
        {
            using var fresh = new Pair();
            Assert.Equal(await AnswerAsync(fresh.Models, question), await AnswerAsync(_pair, question));
        }
    }

    [Fact]
    public async Task A_chat_of_several_turns_holds_together()
    {
        using var client = new NudgingChatClient(_pair);
        IChatCompletionService chat = client.AsChatCompletionService();
        ChatHistory history = [];
        foreach ((string question, string answer) in (ValueTuple<string, string>[])[
            ("What is the capital of Peru?", "Lima"), ("What is the chemical symbol of gold?", "Au"), ("What is 7 plus 5?", "12")])
        {
            history.AddUserMessage(question);
            string text = (await chat.GetChatMessageContentAsync(history, cancellationToken: TestContext.Current.CancellationToken)).Content!;
            Assert.Contains(answer, text, StringComparison.Ordinal);
            history.AddAssistantMessage(text);
        }
    }

    [Fact]
    public void The_questions_are_enough_and_a_third_of_them_is_held_out()
    {
        JsonElement[] lines = [.. File.ReadLines(DemoPairFiles.QuestionsPath).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.True(lines.Length >= 500);
        Assert.Equal(lines.Length, lines.Select(line => line.GetProperty("question").GetString()).Distinct().Count());
        Assert.InRange(lines.Count(line => line.GetProperty("split").GetString() == "held") * 3.0 / lines.Length, 0.95, 1.05);
    }

    private static IEnumerable<(string Question, string Answer)> Questions() => File.ReadLines(DemoPairFiles.QuestionsPath)
        .Select(line => JsonDocument.Parse(line).RootElement)
        .Select(line => (line.GetProperty("question").GetString()!, line.GetProperty("answer").GetString()!));

    private static async Task<string> AnswerAsync(NudgingPair pair, string question)
    {
        using var client = new NudgingChatClient(pair);
        return (await client.GetResponseAsync(question, cancellationToken: TestContext.Current.CancellationToken)).Text;
    }

    public sealed class Pair : IDisposable
    {
        public NudgingPair Models { get; } = new(
            OnnxLanguageModel.Load(DemoPairFiles.BaseModelPath), OnnxLanguageModel.Load(DemoPairFiles.AlignedModelPath));

        public void Dispose() => Models.Dispose();
    }
}
