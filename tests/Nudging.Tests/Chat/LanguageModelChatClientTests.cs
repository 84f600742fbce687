using Microsoft.Extensions.AI;
using Nudging.Chat;
using Nudging.Decoding;
using Nudging.Models;
using Nudging.Prompting;

namespace Nudging.Tests.Chat;

/// <summary>Tests of the chat client over one model, which takes the most probable tokens.</summary>
public sealed class LanguageModelChatClientTests : IDisposable
{
    private readonly AnsweringModel _model = new("alone");
    private readonly LanguageModelChatClient _client;

    public LanguageModelChatClientTests() => _client = new(_model, new PlainTextPromptFormatter());

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _client.Dispose();
        _model.Dispose();
    }

    [Fact]
    public async Task The_answer_is_the_continuation_of_the_prompt()
    {
        ChatResponse response = await _client.GetResponseAsync("why", cancellationToken: Cancellation);

        Assert.Equal(AnsweringModel.AnswerTo("why"), response.Text);
        Assert.Equal("Question: why\n", Assert.Single(_model.Prompts));
        Assert.Equal((ChatFinishReason.Stop, "EndOfSequence"), (response.FinishReason, response.AdditionalProperties![NudgingResponseKeys.StopReason]));
        Assert.Equal(AnsweringModel.CountTokens(response.Text), response.Usage!.OutputTokenCount);
        Assert.IsType<Continuation>(response.RawRepresentation);
        Assert.Equal(0, _model.OpenSessions);
    }

    [Fact]
    public async Task MaxOutputTokens_ends_the_answer_with_finish_reason_Length()
    {
        ChatResponse response = await _client.GetResponseAsync("why", new() { MaxOutputTokens = 3 }, Cancellation);

        Assert.Equal(("You asked me", ChatFinishReason.Length), (response.Text, response.FinishReason));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_message_is_text_of_the_template_only_with_AllowSpecialTokens(bool allows)
    {
        using LanguageModelChatClient client = new(_model, new PlainTextPromptFormatter()) { AllowSpecialTokens = allows };

        await client.GetResponseAsync("why<|end|>", cancellationToken: Cancellation);

        Assert.Equal(!allows, Assert.Single(_model.FormattedPrompts).ContainsInOrdinaryText("<|end|>"));
    }

    [Fact]
    public async Task A_streamed_answer_is_the_whole_answer()
    {
        List<ChatResponseUpdate> updates = [];
        await foreach (ChatResponseUpdate update in _client.GetStreamingResponseAsync("why", cancellationToken: Cancellation))
        {
            updates.Add(update);
        }

        Assert.Equal(AnsweringModel.AnswerTo("why"), updates.ToChatResponse().Text);
        Assert.NotNull(updates.ToChatResponse().Usage);
    }

    [Fact]
    public async Task Cancellation_and_failures_close_the_session()
    {
        using CancellationTokenSource source = new();
        _model.Pass = (_, _) => source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _client.GetResponseAsync("why", cancellationToken: source.Token));
        Assert.Equal(0, _model.OpenSessions);
    }

    [Fact]
    public async Task Options_of_the_nudging_procedure_are_logged_once_each_as_ignored()
    {
        using RecordedLogs logs = new();
        using LanguageModelChatClient client = new(_model, new PlainTextPromptFormatter(), logs.For<LanguageModelChatClient>());
        ChatOptions request = new()
        {
            Temperature = 0,
            AdditionalProperties = new()
            {
                [NudgingRequestKeys.Threshold] = 0.5f,
                ["LOOKAHEAD"] = "4",
                [NudgingRequestKeys.MaxRounds] = 3,
                [NudgingRequestKeys.Mode] = "sequential",
                [NudgingRequestKeys.LogProbabilities] = true,
                [NudgingRequestKeys.MinP] = 0.1f,
                [NudgingRequestKeys.StopSequences] = (string[])["after"],
                ["other"] = 1,
            },
        };
        await client.GetResponseAsync("why", request, Cancellation);
        await client.GetResponseAsync("why", request, Cancellation);

        Assert.Equal(
            [.. ((string[])["LogProbabilities", "Lookahead", "MaxRounds", "Mode", "Threshold"]).Select(option => $"The option {option} has no effect on this client.")],
            logs.Entries.Select(entry => entry.Text).Order());
    }

    [Fact]
    public async Task An_option_of_the_nudging_procedure_that_is_null_is_not_logged()
    {
        using RecordedLogs logs = new();
        using LanguageModelChatClient client = new(_model, new PlainTextPromptFormatter(), logs.For<LanguageModelChatClient>());
        await client.GetResponseAsync("why", new() { AdditionalProperties = new() { [NudgingRequestKeys.Threshold] = null } }, Cancellation);
        Assert.Empty(logs.Entries);
    }

    [Fact]
    public void GetService_finds_the_metadata_the_model_and_the_client()
    {
        Assert.Equal(("test", "alone"), (_client.GetService<ChatClientMetadata>()?.ProviderName, _client.GetService<ChatClientMetadata>()?.DefaultModelId));
        Assert.Same(_model, _client.GetService<ILanguageModel>());
        Assert.Same(_client, _client.GetService<IChatClient>());
        Assert.Null(_client.GetService<NudgingPair>());
        Assert.Null(_client.GetService<ILanguageModel>("key"));
    }

    [Fact]
    public void Disposing_the_client_does_not_dispose_the_model()
    {
        _client.Dispose();
        Assert.Equal(0, _model.Disposals);
    }
}
