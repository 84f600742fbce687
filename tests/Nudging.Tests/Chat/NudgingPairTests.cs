using System.Collections.Concurrent;
using Nudging.Chat;
using Nudging.Decoding;
using Nudging.Models;

namespace Nudging.Tests.Chat;

/// <summary>A pair serves requests in the order of their calls, up to the limit of its models at once, and stays usable after each end of a request.</summary>
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
    public async Task Requests_are_served_in_the_order_of_their_calls()
    {
        ConcurrentQueue<string> passes = new();
        Hold held = HoldFirstPass(prompt => passes.Enqueue(prompt));

        Task<NudgingResult>[] requests = [.. Enumerable.Range(0, 8).Select(i => AskAsync($"number{i}"))];
        held.Release();
        NudgingResult[] results = await Task.WhenAll(requests);

        Assert.Equal([.. Enumerable.Range(0, 8).Select(i => AnsweringModel.AnswerTo($"number{i}"))], results.Select(result => result.Text));
        List<string> turns = [.. passes.Where((prompt, i) => i == 0 || passes.ElementAt(i - 1) != prompt)];
        Assert.Equal([.. Enumerable.Range(0, 8).Select(i => Prompts($"number{i}").Aligned.Text)], turns);
    }

    [Fact]
    public async Task A_request_that_is_cancelled_during_its_wait_is_not_served()
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
        Assert.DoesNotContain(Prompts("second").Base.Text, _base.Prompts);
    }

    [Fact]
    public async Task A_request_that_is_cancelled_during_a_pass_leaves_the_pair_usable()
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
        _base.Pass = (_, _) => throw new InvalidOperationException("device lost");
        Assert.Equal("device lost", (await Assert.ThrowsAsync<InvalidOperationException>(() => AskAsync("a"))).Message);

        _base.Pass = null;
        Assert.Equal(AnsweringModel.AnswerTo("b"), (await AskAsync("b")).Text);
        Assert.Equal(0, _base.OpenSessions + _aligned.OpenSessions);
    }

    [Fact]
    public async Task A_session_of_the_aligned_model_that_cannot_be_created_disposes_the_session_of_the_base_model()
    {
        int openBaseSessions = 0;
        _aligned.CreatingSession = () =>
        {
            openBaseSessions = _base.OpenSessions;
            throw new InvalidOperationException("no session");
        };
        Assert.Equal("no session", (await Assert.ThrowsAsync<InvalidOperationException>(() => AskAsync("a"))).Message);
        Assert.Equal((1, 0, 0), (openBaseSessions, _base.OpenSessions, _aligned.OpenSessions));

        _aligned.CreatingSession = null;
        Assert.Equal(AnsweringModel.AnswerTo("b"), (await AskAsync("b")).Text);
        Assert.Equal(0, _base.OpenSessions + _aligned.OpenSessions);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_prompt_whose_tokens_cannot_be_counted_disposes_both_sessions_and_leaves_the_pair_usable(bool isBase)
    {
        AnsweringModel failing = isBase ? _base : _aligned;
        failing.CountingPrompt = _ => throw new InvalidOperationException("not countable");
        Assert.Equal("not countable", (await Assert.ThrowsAsync<InvalidOperationException>(() => AskAsync("a"))).Message);
        Assert.Equal((0, 0), (_base.OpenSessions, _aligned.OpenSessions));
        Assert.Empty(_aligned.Prompts);

        failing.CountingPrompt = null;
        Assert.Equal(AnsweringModel.AnswerTo("b"), (await AskAsync("b")).Text);
        Assert.Equal((0, 0), (_base.OpenSessions, _aligned.OpenSessions));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Disposal_cancels_a_request_whose_prompt_is_being_counted(bool isBase)
    {
        Hold counting = new();
        (isBase ? _base : _aligned).CountingPrompt = counting.PassAsync;
        Task<NudgingResult> request = AskAsync("a");
        await counting.Reached;
        await _pair.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => request);
        Assert.Equal((0, 0), (_base.OpenSessions, _aligned.OpenSessions));
        Assert.Equal((1, 1), (_base.Disposals, _aligned.Disposals));
        Assert.Empty(_aligned.Prompts);
    }

    [Fact]
    public async Task A_request_that_runs_out_of_memory_ends_and_leaves_the_pair_usable()
    {
        _base.Pass = (_, _) => throw new InsufficientMemoryException();
        await Assert.ThrowsAsync<InsufficientMemoryException>(() => AskAsync("a").WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken));

        _base.Pass = null;
        Assert.Equal(AnsweringModel.AnswerTo("b"), (await AskAsync("b")).Text);
        Assert.Equal(0, _base.OpenSessions + _aligned.OpenSessions);
    }

    [Fact]
    public async Task A_reader_that_disposes_its_enumerator_ends_the_generation()
    {
        await foreach (NudgingUpdate update in Stream("left"))
        {
            break;
        }

        Assert.Equal(0, _base.OpenSessions + _aligned.OpenSessions);
        Assert.Equal(AnsweringModel.AnswerTo("next"), (await AskAsync("next")).Text);
    }

    [Fact]
    public async Task A_reader_that_stops_reading_does_not_delay_other_requests()
    {
        IAsyncEnumerator<NudgingUpdate> forgotten = Stream("forgotten").GetAsyncEnumerator(Cancellation);
        Assert.True(await forgotten.MoveNextAsync());

        Assert.Equal(AnsweringModel.AnswerTo("next"), (await AskAsync("next")).Text);
        await forgotten.DisposeAsync();
    }

    [Fact]
    public async Task A_stream_that_nobody_reads_starts_no_request()
    {
        _ = Stream("unread");

        await AskAsync("read");
        Assert.Single(_base.Prompts);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Disposal_ends_running_and_waiting_requests_and_disposes_each_model_once(bool asynchronously)
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
    public async Task Disposal_disposes_no_model_during_a_pass_that_cannot_be_cancelled()
    {
        StubbornPass pass = new(_aligned);
        Task<NudgingResult> running = AskAsync("running");
        await pass.Reached;
        Thread disposal = new(_pair.Dispose);
        disposal.Start();
        await pass.Cancelled;

        // The disposal has cancelled the request. Now the disposal either waits for the pass, or ends.
        while ((disposal.ThreadState & (ThreadState.WaitSleepJoin | ThreadState.Stopped)) == 0)
        {
            await Task.Yield();
        }

        Assert.Equal(0, _base.Disposals + _aligned.Disposals);
        pass.Release();
        disposal.Join();

        Assert.Equal((1, 1), (_base.Disposals, _aligned.Disposals));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => running);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_second_disposal_waits_for_the_first(bool firstIsAsynchronous)
    {
        StubbornPass pass = new(_aligned);
        Task<NudgingResult> running = AskAsync("running");
        await pass.Reached;
        Task first = firstIsAsynchronous ? _pair.DisposeAsync().AsTask() : Task.Run(_pair.Dispose, Cancellation);
        await pass.Cancelled;

        Task second = _pair.DisposeAsync().AsTask();
        Assert.False(second.IsCompleted);
        Task third = Task.Run(_pair.Dispose, Cancellation);
        pass.Release();
        await second;
        await third;

        Assert.Equal((1, 1), (_base.Disposals, _aligned.Disposals));
        await first;
        await Assert.ThrowsAsync<ObjectDisposedException>(() => running);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Options_that_change_after_the_call_do_not_reach_the_request(bool streams)
    {
        NudgingOptions options = new() { Lookahead = 4 };
        Hold held = HoldFirstPass();
        Task<NudgingResult> first = AskAsync("first");
        await held.Reached;
        IAsyncEnumerable<NudgingUpdate>? stream = streams ? _pair.GenerateStreamingAsync(Prompts("second"), options, Cancellation) : null;
        Task<NudgingResult>? second = streams ? null : _pair.GenerateAsync(Prompts("second"), options, Cancellation);
        options.MaxOutputTokens = 1;
        options.StopSequences = ["You"];
        held.Release();
        await first;

        string text = second is null ? "" : (await second).Text;
        if (stream is not null)
        {
            await foreach (NudgingUpdate update in stream)
            {
                text += update.Segment?.Text;
            }
        }

        Assert.Equal(AnsweringModel.AnswerTo("second"), text);
    }

    [Fact]
    public void A_model_whose_disposal_fails_does_not_prevent_the_disposal_of_the_other()
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
    public async Task The_minimum_of_both_models_limits_and_the_option_limits_the_concurrent_requests(int baseLimit, int alignedLimit, int? option, int expected)
    {
        var aligned = new AnsweringModel("aligned", maxConcurrentRequests: alignedLimit);
        await using NudgingPair pair = new(new AnsweringModel("base", maxConcurrentRequests: baseLimit), aligned, new() { MaxConcurrentRequests = option });
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
        Assert.Equal([.. Enumerable.Range(0, expected).Select(i => Prompts($"number{i}").Aligned.Text)], aligned.Prompts.Order());
        release.SetResult();
        NudgingResult[] results = await Task.WhenAll(requests);

        Assert.Equal([.. Enumerable.Range(0, 8).Select(i => AnsweringModel.AnswerTo($"number{i}"))], results.Select(result => result.Text));
    }

    [Fact]
    public async Task A_request_to_a_full_queue_is_refused_and_the_waiting_requests_are_served()
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
    public async Task A_result_has_the_queue_time_and_the_passes_of_its_request()
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
    public async Task A_prompt_that_fills_a_context_is_refused_before_a_pass(bool isBase)
    {
        string prompt = isBase ? Prompts("long").Base.Text : Prompts("long").Aligned.Text;
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
    public void Pair_options_out_of_range_are_refused_with_name_and_value()
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

    // Holds the aligned model in its first pass until the pass is released or cancelled.
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

    // A first pass that reports its cancellation, but ends only when the test releases the pass.
    private sealed class StubbornPass
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public StubbornPass(AnsweringModel model) => model.Pass = async (_, cancellationToken) =>
        {
            using CancellationTokenRegistration registration = cancellationToken.Register(() => _cancelled.TrySetResult());
            _reached.TrySetResult();
            await _released.Task;
        };

        public Task Reached => _reached.Task;

        public Task Cancelled => _cancelled.Task;

        public void Release() => _released.SetResult();
    }

    private sealed class FailingModel : ILanguageModel
    {
        public LanguageModelInfo Info { get; } = new() { Name = "failing", ProviderName = "test", ContextLength = 1 };

        public ValueTask<int> CountTokensAsync(string text, CancellationToken cancellationToken = default) => new(0);

        public ILanguageModelSession CreateSession(Prompt prompt, LanguageModelSessionOptions? options = null) => throw new NotSupportedException();

        public void Dispose() => throw new InvalidOperationException();

        public ValueTask DisposeAsync() => throw new InvalidOperationException();
    }
}
