using System.Collections.Concurrent;
using Nudging.Chat;
using Nudging.Decoding;
using Nudging.Models;

namespace Nudging.Tests.Chat;

/// <summary>A pair serves requests in the order of asking, as many at once as its models can, and outlives every way a request can end.</summary>
public sealed class NudgingPairTests : IDisposable
{
    private readonly AnsweringModel _base = new("base");
    private readonly AnsweringModel _aligned = new("aligned");
    private readonly NudgingPair _pair;

    public NudgingPairTests() => _pair = new(_base, _aligned);

    public void Dispose() => _pair.Dispose();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Both_models_write_the_answer()
    {
        NudgingResult result = await AskAsync("one");

        Assert.Equal(AnsweringModel.AnswerTo("one"), result.Text);
        Assert.Contains(result.Segments, segment => segment.Source == TextSource.Base);
        Assert.Contains(result.Segments, segment => segment.Source == TextSource.Aligned);
    }

    [Fact]
    public async Task Requests_are_served_one_at_a_time_in_the_order_of_asking()
    {
        ConcurrentQueue<string> passes = new();
        Hold held = HoldFirstPass(prompt => passes.Enqueue(prompt));

        Task<NudgingResult>[] requests = [.. Enumerable.Range(0, 8).Select(i => AskAsync($"number{i}"))];
        held.Release();
        NudgingResult[] results = await Task.WhenAll(requests);

        Assert.Equal([.. Enumerable.Range(0, 8).Select(i => AnsweringModel.AnswerTo($"number{i}"))], results.Select(result => result.Text));
        List<string> turns = [.. passes.Where((prompt, i) => i == 0 || passes.ElementAt(i - 1) != prompt)];
        Assert.Equal([.. Enumerable.Range(0, 8).Select(i => Prompts($"number{i}").Aligned)], turns);
    }

    [Fact]
    public async Task A_request_that_is_cancelled_while_it_waits_gives_its_place_up()
    {
        Hold held = HoldFirstPass();
        using CancellationTokenSource source = new();
        Task<NudgingResult> first = AskAsync("first");
        Task<NudgingResult> second = AskAsync("second", source.Token);
        Task<NudgingResult> third = AskAsync("third");

        await source.CancelAsync();
        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        Assert.Equal(source.Token, exception.CancellationToken);
        Assert.False(first.IsCompleted || third.IsCompleted);

        held.Release();
        Assert.Equal(AnsweringModel.AnswerTo("first"), (await first).Text);
        Assert.Equal(AnsweringModel.AnswerTo("third"), (await third).Text);
        Assert.DoesNotContain(Prompts("second").Base, _base.Prompts);
    }

    [Fact]
    public async Task A_request_that_is_cancelled_while_it_runs_leaves_the_pair_usable()
    {
        Hold held = HoldFirstPass();
        using CancellationTokenSource source = new();
        Task<NudgingResult> running = AskAsync("running", source.Token);
        await held.Reached;
        await source.CancelAsync();

        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal(source.Token, exception.CancellationToken);
        Assert.Equal(0, _base.OpenSessions + _aligned.OpenSessions);
        Assert.Equal(AnsweringModel.AnswerTo("next"), (await AskAsync("next")).Text);
    }

    [Fact]
    public async Task A_request_that_fails_leaves_the_pair_usable()
    {
        _base.Pass = (_, _) => throw new InvalidOperationException("no luck");
        Assert.Equal("no luck", (await Assert.ThrowsAsync<InvalidOperationException>(() => AskAsync("a"))).Message);

        _base.Pass = null;
        Assert.Equal(AnsweringModel.AnswerTo("b"), (await AskAsync("b")).Text);
        Assert.Equal(0, _base.OpenSessions + _aligned.OpenSessions);
    }

    [Fact]
    public async Task A_reader_that_goes_away_ends_the_generation()
    {
        await foreach (NudgingUpdate update in Stream("left"))
        {
            break;
        }

        Assert.Equal(0, _base.OpenSessions + _aligned.OpenSessions);
        Assert.Equal(AnsweringModel.AnswerTo("next"), (await AskAsync("next")).Text);
    }

    [Fact]
    public async Task A_reader_that_goes_away_without_a_word_keeps_nobody_waiting()
    {
        IAsyncEnumerator<NudgingUpdate> forgotten = Stream("forgotten").GetAsyncEnumerator(Cancellation);
        Assert.True(await forgotten.MoveNextAsync());

        Assert.Equal(AnsweringModel.AnswerTo("next"), (await AskAsync("next")).Text);
        await forgotten.DisposeAsync();
    }

    [Fact]
    public async Task Nothing_is_done_before_somebody_reads()
    {
        _ = Stream("unread");

        await AskAsync("read");
        Assert.Single(_base.Prompts);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Disposal_ends_what_runs_turns_away_who_waits_and_disposes_each_model_once(bool asynchronously)
    {
        Hold held = HoldFirstPass();
        Task<NudgingResult> running = AskAsync("running");
        Task<NudgingResult> waiting = AskAsync("waiting");
        await held.Reached;
        _base.Pass = _aligned.Pass = null;

        for (int i = 0; i < 2; i++)
        {
            if (asynchronously)
            {
                await _pair.DisposeAsync();
            }
            else
            {
                _pair.Dispose();
            }
        }

        Assert.Equal((1, 1), (_base.Disposals, _aligned.Disposals));
        foreach (Task<NudgingResult> request in new[] { running, waiting, AskAsync("late") })
        {
            Assert.Equal(typeof(NudgingPair).FullName, (await Assert.ThrowsAsync<ObjectDisposedException>(() => request)).ObjectName);
        }

        Assert.Equal((0, 0), (_base.OpenSessions, _aligned.OpenSessions));
    }

    [Fact]
    public async Task Disposal_waits_for_a_pass_that_cannot_be_cancelled()
    {
        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int disposalsDuringPass = -1;
        _aligned.Pass = async (_, _) =>
        {
            reached.SetResult();
            await release.Task;
            disposalsDuringPass = _base.Disposals + _aligned.Disposals;
        };
        Task<NudgingResult> running = AskAsync("running");
        await reached.Task;
        var disposal = Task.Run(_pair.Dispose, Cancellation);
        await Task.Delay(20, Cancellation);
        release.SetResult();
        await disposal;

        Assert.Equal(0, disposalsDuringPass);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => running);
    }

    [Fact]
    public void A_model_that_fails_to_go_does_not_keep_the_other()
    {
        using NudgingPair pair = new(_base, new FailingModel());

        Assert.Throws<InvalidOperationException>(pair.Dispose);
        Assert.Equal(1, _base.Disposals);
    }

    [Theory]
    [InlineData(3, 5, null, 3)]
    [InlineData(5, 2, null, 2)]
    [InlineData(4, 4, 2, 2)]
    [InlineData(2, 2, 9, 2)]
    public async Task As_many_are_served_at_once_as_both_models_and_the_option_allow(int baseMost, int alignedMost, int? option, int expected)
    {
        var aligned = new AnsweringModel("aligned", maxConcurrentRequests: alignedMost);
        await using NudgingPair pair = new(new AnsweringModel("base", maxConcurrentRequests: baseMost), aligned, new() { MaxConcurrentRequests = option });
        TaskCompletionSource full = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ConcurrentDictionary<string, bool> inside = new();
        aligned.Pass = async (prompt, _) =>
        {
            inside.TryAdd(prompt, true);
            if (inside.Count == expected)
            {
                full.TrySetResult();
            }

            await release.Task;
        };

        Assert.Equal(expected, pair.MaxConcurrentRequests);
        Task<NudgingResult>[] requests = [.. Enumerable.Range(0, 8).Select(i => pair.GenerateAsync(Prompts($"number{i}"), new() { Lookahead = 4 }, Cancellation))];
        await full.Task;
        Assert.Equal([.. Enumerable.Range(0, expected).Select(i => Prompts($"number{i}").Aligned)], aligned.Prompts.Order());
        release.SetResult();
        NudgingResult[] results = await Task.WhenAll(requests);

        Assert.Equal([.. Enumerable.Range(0, 8).Select(i => AnsweringModel.AnswerTo($"number{i}"))], results.Select(result => result.Text));
    }

    [Fact]
    public async Task Who_finds_the_queue_full_is_turned_away_and_who_waits_is_not()
    {
        await using NudgingPair pair = new(_base, _aligned, new() { MaxQueuedRequests = 2 });
        Hold held = HoldFirstPass();
        using CancellationTokenSource source = new();
        Task<NudgingResult> running = AskPairAsync("running");
        Task<NudgingResult> waiting = AskPairAsync("waiting");
        Task<NudgingResult> leaving = AskPairAsync("leaving", source.Token);

        var full = await Assert.ThrowsAsync<NudgingQueueFullException>(() => AskPairAsync("one too many"));
        Assert.Contains("serves 1 requests, and 2 wait", full.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(NudgingPairOptions.MaxQueuedRequests), full.Message, StringComparison.Ordinal);

        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        Task<NudgingResult> next = AskPairAsync("next");
        held.Release();
        foreach ((string question, Task<NudgingResult> request) in new[] { ("running", running), ("waiting", waiting), ("next", next) })
        {
            Assert.Equal(AnsweringModel.AnswerTo(question), (await request).Text);
        }

        Task<NudgingResult> AskPairAsync(string question, CancellationToken? cancellationToken = null) =>
            pair.GenerateAsync(Prompts(question), new() { Lookahead = 4 }, cancellationToken ?? Cancellation);
    }

    [Fact]
    public async Task A_result_tells_how_long_the_request_waited_and_what_it_cost()
    {
        Hold held = HoldFirstPass();
        Task<NudgingResult> first = AskAsync("first");
        await held.Reached;
        Task<NudgingResult> second = AskAsync("second");
        held.Release();

        Assert.True((await second).QueueTime > TimeSpan.Zero);
        Assert.True((await first).AlignedUsage.Passes > 0);
        Assert.True((await first).BaseUsage.Passes > 0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_prompt_that_fills_a_context_is_refused_before_any_work(bool isBase)
    {
        string prompt = isBase ? Prompts("long").Base : Prompts("long").Aligned;
        int tokens = AnsweringModel.CountTokens(prompt);
        foreach (int room in (int[])[0, 1])
        {
            AnsweringModel full = new("small", contextLength: tokens + room);
            await using NudgingPair pair = isBase ? new(full, new AnsweringModel()) : new(new AnsweringModel(), full);
            Task<NudgingResult> request = pair.GenerateAsync(Prompts("long"), new() { Lookahead = 4 }, Cancellation);
            if (room > 0)
            {
                await request;
                continue;
            }

            var error = await Assert.ThrowsAsync<ContextLengthExceededException>(() => request);
            Assert.StartsWith($"The prompt of the {(isBase ? "base" : "aligned")} model 'small' has {tokens} tokens and its context {tokens},", error.Message, StringComparison.Ordinal);
            Assert.Empty(full.Prompts);
        }
    }

    [Fact]
    public void Options_are_checked_when_they_are_set()
    {
        var options = new NudgingPairOptions();
        Assert.Contains("MaxConcurrentRequests is 0; it must be at least 1", Assert.Throws<ArgumentOutOfRangeException>(() => options.MaxConcurrentRequests = 0).Message, StringComparison.Ordinal);
        Assert.Contains("MaxQueuedRequests is -1; it must be at least 0", Assert.Throws<ArgumentOutOfRangeException>(() => options.MaxQueuedRequests = -1).Message, StringComparison.Ordinal);
    }

    private static NudgingPrompts Prompts(string question) => new($"Question: {question}\n", $"<|im_start|>user\n{question}<|im_end|>\n");

    private IAsyncEnumerable<NudgingUpdate> Stream(string question, CancellationToken? cancellationToken = null) =>
        _pair.GenerateStreamingAsync(Prompts(question), new() { Lookahead = 4 }, cancellationToken ?? Cancellation);

    private Task<NudgingResult> AskAsync(string question, CancellationToken? cancellationToken = null) =>
        _pair.GenerateAsync(Prompts(question), new() { Lookahead = 4 }, cancellationToken ?? Cancellation);

    // Stops the aligned model in its first pass, until it is released or cancelled.
    private Hold HoldFirstPass(Action<string>? passing = null)
    {
        Hold hold = new();
        _aligned.Pass = (prompt, cancellationToken) =>
        {
            passing?.Invoke(prompt);
            return hold.PassAsync(cancellationToken);
        };
        return hold;
    }

    private sealed class Hold
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _passes;

        public Task Reached => _reached.Task;

        public void Release() => _released.SetResult();

        public async Task PassAsync(CancellationToken cancellationToken)
        {
            if (Interlocked.Increment(ref _passes) == 1)
            {
                _reached.SetResult();
                await _released.Task.WaitAsync(cancellationToken);
            }
        }
    }

    private sealed class FailingModel : ILanguageModel
    {
        public LanguageModelInfo Info { get; } = new() { Name = "failing", ProviderName = "test", ContextLength = 1 };

        public ValueTask<int> CountTokensAsync(string text, CancellationToken cancellationToken = default) => new(0);

        public ILanguageModelSession CreateSession(string prompt, LanguageModelSessionOptions? options = null) => throw new NotSupportedException();

        public void Dispose() => throw new InvalidOperationException();

        public ValueTask DisposeAsync() => throw new InvalidOperationException();
    }
}
