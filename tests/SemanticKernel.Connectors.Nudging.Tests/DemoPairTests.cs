using System.Text.Json;
using DemoPair;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel.ChatCompletion;
using Nudging.Chat;
using Nudging.Decoding;
using Nudging.OnnxRuntime;
using Nudging.Prompting;

namespace SemanticKernel.Connectors.Nudging.Tests;

/// <summary>The demo pair of the repository, loaded with its default settings.</summary>
public sealed class DemoPairTests : IClassFixture<DemoPairTests.Pair>
{
    // One in so many questions is asked; the benchmark command can ask all questions.
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
    public async Task Speculative_and_sequential_mode_write_the_same_segments(float threshold, long? seed)
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
            NudgingResult sequential = await decoder.DecodeAsync(prompts, options, TestContext.Current.CancellationToken);
            options.Mode = NudgingMode.Speculative;
            NudgingResult speculative = await decoder.DecodeAsync(prompts, options, TestContext.Current.CancellationToken);
            Assert.True(sequential.Text == speculative.Text, $"{question}\n{sequential.Text}\n{speculative.Text}");
            Assert.Equal(sequential.Segments, speculative.Segments);
            Assert.Equal((sequential.StopReason, sequential.Rounds.Count), (speculative.StopReason, speculative.Rounds.Count));
            Assert.InRange(speculative.AcceptedDraftTokens, 0, speculative.DraftedTokens);
        }
    }

    [Fact]
    public async Task A_pair_under_the_rules_of_DirectML_writes_the_same_answers()
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
    public async Task A_used_pair_writes_the_answers_of_a_new_pair()
    {
        foreach ((string question, _) in Questions().Take(5))
        {
            using var fresh = new Pair();
            Assert.Equal(await AnswerAsync(fresh.Models, question), await AnswerAsync(_pair, question));
        }
    }

    [Fact]
    public async Task Each_turn_of_a_chat_has_the_answer_to_its_question()
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
    public void The_question_file_has_500_different_questions_of_which_a_third_is_held_out()
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
