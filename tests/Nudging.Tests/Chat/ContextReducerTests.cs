using Microsoft.Extensions.AI;
using Nudging.Chat;
using Nudging.Models;

namespace Nudging.Tests.Chat;

/// <summary>A chat reducer, if any, shortens a chat that leaves too little room for an answer.</summary>
public sealed class ContextReducerTests
{
    private static readonly ChatMessage[] LongChat =
    [
        new(ChatRole.User, string.Join(' ', Enumerable.Repeat("word", 60))),
        new(ChatRole.Assistant, "Well."),
        new(ChatRole.User, "why"),
    ];

    [Fact]
    public async Task A_chat_longer_than_the_context_is_shortened_once_and_answered()
    {
        LastMessages reducer = new(1);
        Assert.Equal(AnsweringModel.AnswerTo("why"), await AskAsync(LongChat, 50, reducer));
        Assert.Equal(1, reducer.Calls);
    }

    [Fact]
    public async Task A_chat_that_leaves_too_little_room_for_an_answer_is_shortened_too()
    {
        // The chat has 70 tokens and leaves 30, too few for an answer of 40. Half of the context is always enough room.
        LastMessages reducer = new(1);
        await AskAsync(LongChat, 100, reducer, maxOutputTokens: 40);
        Assert.Equal(1, reducer.Calls);
        await AskAsync(LongChat, 100, reducer, maxOutputTokens: 10);
        Assert.Equal(1, reducer.Calls);
        await AskAsync(LongChat, 200, reducer, maxOutputTokens: 150);
        Assert.Equal(1, reducer.Calls);
    }

    [Fact]
    public async Task A_chat_that_is_still_too_long_is_refused()
    {
        LastMessages reducer = new(3);
        await Assert.ThrowsAsync<ContextLengthExceededException>(() => AskAsync(LongChat, 50, reducer));
        Assert.Equal(1, reducer.Calls);
        await Assert.ThrowsAsync<ContextLengthExceededException>(() => AskAsync(LongChat, 50, null));
    }

    [Fact]
    public async Task A_reducer_that_fails_ends_its_request_and_leaves_the_client_usable()
    {
        AnsweringModel baseModel = new("base", contextLength: 50);
        AnsweringModel aligned = new("aligned");
        await using NudgingPair pair = new(baseModel, aligned);
        using NudgingChatClient client = new(pair, new() { Prompts = { ContextReducer = new FailingReducer() } });

        Exception error = await Assert.ThrowsAsync<InvalidOperationException>(() => client.GetResponseAsync(LongChat, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal("not reducible", error.Message);
        Assert.Equal((0, 0), (baseModel.OpenSessions, aligned.OpenSessions));

        Assert.Equal(AnsweringModel.AnswerTo("why"), (await client.GetResponseAsync("why", cancellationToken: TestContext.Current.CancellationToken)).Text);
        Assert.Equal((0, 0), (baseModel.OpenSessions, aligned.OpenSessions));
    }

    private static async Task<string> AskAsync(ChatMessage[] chat, int contextLength, IChatReducer? reducer, int maxOutputTokens = 100)
    {
        await using NudgingPair pair = new(new AnsweringModel("base", contextLength: contextLength), new AnsweringModel("aligned"));
        using NudgingChatClient client = new(pair, new() { Generation = { Lookahead = 4, MaxOutputTokens = maxOutputTokens }, Prompts = { ContextReducer = reducer } });
        return (await client.GetResponseAsync(chat, cancellationToken: TestContext.Current.CancellationToken)).Text;
    }

    private sealed class FailingReducer : IChatReducer
    {
        public Task<IEnumerable<ChatMessage>> ReduceAsync(IEnumerable<ChatMessage> messages, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("not reducible");
    }

    internal sealed class LastMessages(int count) : IChatReducer
    {
        public int Calls { get; private set; }

        public Task<IEnumerable<ChatMessage>> ReduceAsync(IEnumerable<ChatMessage> messages, CancellationToken cancellationToken)
        {
            Calls++;
            return Task.FromResult(messages.TakeLast(count));
        }
    }
}
