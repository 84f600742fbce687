using Microsoft.Extensions.AI;
using Nudging.Chat;
using Nudging.Models;
using Nudging.Prompting;

namespace Nudging.Tests.Chat;

/// <summary>One model alone: the plain greedy continuation of its prompt.</summary>
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
    public async Task The_answer_is_what_the_model_writes_after_the_prompt()
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
    public async Task The_most_tokens_are_kept_and_told()
    {
        ChatResponse response = await _client.GetResponseAsync("why", new() { MaxOutputTokens = 3 }, Cancellation);

        Assert.Equal(("You asked me", ChatFinishReason.Length), (response.Text, response.FinishReason));
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
    public void Services_are_what_the_client_is_made_of()
    {
        Assert.Equal(("test", "alone"), (_client.GetService<ChatClientMetadata>()?.ProviderName, _client.GetService<ChatClientMetadata>()?.DefaultModelId));
        Assert.Same(_model, _client.GetService<ILanguageModel>());
        Assert.Same(_client, _client.GetService<IChatClient>());
        Assert.Null(_client.GetService<NudgingPair>());
        Assert.Null(_client.GetService<ILanguageModel>("key"));
    }

    [Fact]
    public void The_model_outlives_the_client()
    {
        _client.Dispose();
        Assert.Equal(0, _model.Disposals);
    }
}
