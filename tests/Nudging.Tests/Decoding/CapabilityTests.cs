using Microsoft.Extensions.AI;
using Nudging.Chat;
using Nudging.Constraints;
using Nudging.Decoding;
using Nudging.Models;
using Nudging.Prompting;
using Nudging.Tests.Chat;
using Nudging.Tests.Models;

namespace Nudging.Tests.Decoding;

/// <summary>A request that needs a missing capability is refused before a session is created.</summary>
public sealed class CapabilityTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Log_probabilities_of_an_engine_without_them_are_refused_before_a_session_is_created()
    {
        ScriptedLanguageModel baseModel = Without();
        ScriptedLanguageModel aligned = With();
        string message = await RefusalAsync(baseModel, aligned, new() { LogProbabilities = true });
        Assert.Contains("LogProbabilities", message, StringComparison.Ordinal);
        Assert.Contains("base model 'scripted'", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_constraint_is_refused_before_a_session_is_created_where_one_engine_does_not_enforce_it(bool baseLacksIt)
    {
        ScriptedLanguageModel baseModel = baseLacksIt ? Without() : With();
        ScriptedLanguageModel aligned = baseLacksIt ? With() : Without();
        string message = await RefusalAsync(baseModel, aligned, new() { Constraint = TextConstraint.JsonObject });
        Assert.Contains("Constraint is set", message, StringComparison.Ordinal);
        Assert.Contains($"{(baseLacksIt ? "base" : "aligned")} model 'scripted'", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_response_format_is_refused_by_the_client_of_a_model_that_does_not_enforce_constraints()
    {
        ScriptedLanguageModel model = Without();
        using LanguageModelChatClient client = new(model, new PlainTextPromptFormatter());
        await Assert.ThrowsAsync<NotSupportedException>(() => client.GetResponseAsync("why", new() { ResponseFormat = ChatResponseFormat.Json }, Cancellation));
        Assert.Equal(0, model.SessionsCreated);
    }

    [Theory]
    [InlineData(0f, true, true)]
    [InlineData(1f, true, true)]
    [InlineData(0f, false, true)]
    [InlineData(1f, false, false)]
    public async Task Drafts_are_used_while_sampling_only_where_samples_are_keyed_by_position(float temperature, bool isKeyed, bool isSpeculative)
    {
        ScriptedLanguageModel baseModel = new(_ => new(" b", 0.9f), ScriptedLanguageModel.Words)
        {
            ScoresDraftInOnePass = true,
            Capabilities = new() { PositionKeyedSampling = isKeyed },
        };
        NudgingResult result = await new NudgingDecoder(baseModel, ScriptedLanguageModel.Writing("a b b b b b b b b b", 1))
            .DecodeAsync(new("", ""), new() { Temperature = temperature, Lookahead = 4, MaxOutputTokens = 20 }, Cancellation);
        Assert.Equal(isSpeculative, result.DraftedTokens > 0);
    }

    [Theory]
    [InlineData(null, int.MaxValue, 1)]
    [InlineData(1, int.MaxValue, 1)]
    [InlineData(1, 50, 2)]
    public async Task Each_prompt_is_formatted_and_tokenized_once_and_once_more_where_the_chat_is_shortened(int? kept, int contextLength, int formats)
    {
        AnsweringModel baseModel = new("base", contextLength: contextLength);
        AnsweringModel aligned = new("aligned");
        await using NudgingPair pair = new(baseModel, aligned);
        int calls = 0;
        DelegatePromptFormatter formatter = new(messages =>
        {
            calls++;
            return string.Concat(messages.Select(message => $"Question: {message.Text}\n"));
        });
        using NudgingChatClient client = new(pair, new()
        {
            Prompts =
            {
                BaseFormatter = formatter,
                AlignedFormatter = formatter,
                ContextReducer = kept is int count ? new ContextReducerTests.LastMessages(count) : null,
            },
        });
        ChatMessage[] chat = [new(ChatRole.User, string.Join(' ', Enumerable.Repeat("word", 60))), new(ChatRole.User, "why")];
        ChatResponse response = await client.GetResponseAsync(chat, cancellationToken: Cancellation);

        Assert.Equal(AnsweringModel.AnswerTo("why"), response.Text);
        Assert.Equal(2 * formats, calls);
        Assert.Equal((1, 1), (baseModel.Prompts.Count, aligned.Prompts.Count));
        Assert.Equal((formats, formats), (baseModel.PromptsCounted, aligned.PromptsCounted));
        Assert.DoesNotContain(baseModel.CountedTexts.Concat(aligned.CountedTexts), text => text.StartsWith("Question: ", StringComparison.Ordinal));
        Assert.Equal((0, 0), (baseModel.OpenSessions, aligned.OpenSessions));
    }

    private static ScriptedLanguageModel With() =>
        new(_ => new("", 1)) { Capabilities = new() { LogProbabilities = true, Constraints = true, PositionKeyedSampling = true } };

    private static ScriptedLanguageModel Without() => new(_ => new("", 1)) { Capabilities = new() };

    private static async Task<string> RefusalAsync(ScriptedLanguageModel baseModel, ScriptedLanguageModel aligned, NudgingOptions options)
    {
        var error = Assert.Throws<NotSupportedException>(() => new NudgingDecoder(baseModel, aligned).DecodeStreamingAsync(new("", ""), options, Cancellation));
        await using NudgingPair pair = new(baseModel, aligned);
        Assert.Equal(error.Message, (await Assert.ThrowsAsync<NotSupportedException>(() => pair.GenerateAsync(new("", ""), options, Cancellation))).Message);
        Assert.Equal((0, 0), (baseModel.SessionsCreated, aligned.SessionsCreated));
        return error.Message;
    }
}
