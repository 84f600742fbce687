using Microsoft.Extensions.Time.Testing;
using Nudging.Models;
using Nudging.OnnxRuntime.Running;
using Nudging.TestSupport;

namespace Nudging.OnnxRuntime.Tests.Running;

/// <summary>Requests under way have caches of their own, and a text that goes on finds what is computed of it; results know nothing of that.</summary>
public sealed class CachePoolTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void A_request_takes_the_free_cache_that_holds_most_of_its_text()
    {
        using var model = new TestModel(options: new() { MaxConcurrentRequests = 3 });
        int[] one = TestModel.RandomTokens(30, 1);
        int[] other = TestModel.RandomTokens(30, 2);
        CachedSequence first = Fill(model, one);
        CachedSequence second = Fill(model, other);
        Assert.NotSame(first, second);
        Assert.Same(first, Fill(model, [.. one.AsSpan(0, 25), .. TestModel.RandomTokens(9, 3)]));
        Assert.Same(second, Fill(model, [.. other, 1, 2]));
        Assert.Same(first, Fill(model, one));

        // One that another request has is not free.
        object request = new();
        Assert.Same(first, model.Model.Decoder.Caches.Acquire(request, one));
        Assert.NotSame(first, model.Model.Decoder.Caches.Acquire(new(), one));
        Assert.Same(first, model.Model.Decoder.Caches.Acquire(request, []));
    }

    [Fact]
    public void A_long_conversation_is_not_given_up_for_a_beginning_that_many_share_while_a_cache_is_empty()
    {
        using var model = new TestModel(options: new() { MaxConcurrentRequests = 2 });
        int[] system = TestModel.RandomTokens(20);
        int[] conversation = [.. system, .. TestModel.RandomTokens(60, 1)];
        CachedSequence first = Fill(model, conversation);
        CachedSequence second = Fill(model, [.. system, .. TestModel.RandomTokens(5, 2)]);
        Assert.NotSame(first, second);
        Assert.Same(first, Fill(model, [.. conversation, 1, 2, 3]));
        Assert.Same(second, Fill(model, [.. system, .. TestModel.RandomTokens(6, 2)]));

        // Where none is empty, one that has nothing worth mentioning in common goes by the time.
        Assert.Same(first, Fill(model, [conversation[0], .. TestModel.RandomTokens(30, 3)]));
        Assert.Same(second, Fill(model, TestModel.RandomTokens(30, 4)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Whatever_cache_a_request_has_the_choices_are_the_same(int slots)
    {
        using var model = new TestModel(options: new() { MaxConcurrentRequests = slots, CacheGrowthStep = 16 });
        using var fresh = new TestModel(options: new() { MaxConcurrentRequests = 1 });
        var random = new Random(slots);
        List<int[]> texts = [TestModel.RandomTokens(30)];
        object[] requests = [.. Enumerable.Range(0, 4).Select(_ => new object())];
        for (int round = 0; round < 60; round++)
        {
            int[] old = texts[random.Next(texts.Count)];
            int[] text = [.. old.AsSpan(0, random.Next(old.Length)), .. TestModel.RandomTokens(1 + random.Next(40), round)];
            texts.Add(text);
            object request = requests[random.Next(requests.Length)];
            CachedSequence sequence = model.Model.Decoder.Caches.Acquire(request, text);
            int from = random.Next(text.Length);
            TestModel.AssertSame(fresh.Read(text, from), TestModel.Read(sequence, text, from), 1e-4f);
            fresh.Sequence.Release();
            if (random.Next(3) == 0)
            {
                model.Model.Decoder.Caches.Release(request);
            }
        }

        long most = slots * model.Model.Decoder.ContextLength * model.Model.Decoder.CacheBytesPerToken;
        Assert.InRange(model.Model.Statistics.CacheBytes, 1, most);
    }

    [Fact]
    public async Task Conversations_side_by_side_compute_only_what_is_new()
    {
        using var model = new TestModel(new() { ContextLength = 1000 }, new() { MaxConcurrentRequests = 3 });
        string[] histories = ["I am the first. ", "Here is the second, ", "and a third one."];
        for (int turn = 0; turn < 4; turn++)
        {
            for (int i = 0; i < histories.Length; i++)
            {
                int before = turn == 0 ? 0 : await CountPromptTokensAsync(model.Model, histories[i]);
                histories[i] += $" What about number {turn}?";
                await using ILanguageModelSession session = model.Model.CreateSession(histories[i]);
                await session.ContinueAsync("", new() { MaxTokens = 1 }, Cancellation);

                // Where two texts meet, tokens may be others.
                Assert.InRange(session.Usage.CachedTokens, Math.Max(0, before - 2), before);
                Assert.Equal(await CountPromptTokensAsync(model.Model, histories[i]), session.Usage.CachedTokens + session.Usage.ComputedTokens);
            }
        }
    }

    [Fact]
    public async Task More_sessions_than_caches_take_turns_and_write_the_same()
    {
        using var model = new TestModel(options: new() { MaxConcurrentRequests = 2 });
        string[] prompts = [.. Enumerable.Range(0, 5).Select(i => $"{i} and so on")];
        ILanguageModelSession[] sessions = [.. prompts.Select(prompt => model.Model.CreateSession(prompt))];
        string[] texts = [.. prompts.Select(_ => "")];
        for (int turn = 0; turn < 4; turn++)
        {
            for (int i = 0; i < sessions.Length; i++)
            {
                texts[i] += await WriteAsync(sessions[i], texts[i]);
            }
        }

        for (int i = 0; i < sessions.Length; i++)
        {
            await sessions[i].DisposeAsync();
            using var alone = new TestModel();
            await using ILanguageModelSession session = alone.Model.CreateSession(prompts[i]);
            string text = "";
            for (int turn = 0; turn < 4; turn++)
            {
                text += await WriteAsync(session, text);
            }

            Assert.Equal(text, texts[i]);
        }

        static async Task<string> WriteAsync(ILanguageModelSession session, string text) =>
            (await session.ContinueAsync(text, new() { MaxTokens = 2 }, Cancellation)).Text;
    }

    [Fact]
    public async Task Caches_give_their_memory_back_some_time_after_their_last_use()
    {
        var time = new FakeTimeProvider();
        using var model = new TestModel(options: new() { IdleCacheTimeout = TimeSpan.FromMinutes(5), TimeProvider = time });
        await using ILanguageModelSession first = model.Model.CreateSession("the first");
        await using ILanguageModelSession second = model.Model.CreateSession("and the second");
        ContinuationOptions options = new() { MaxTokens = 5 };
        string expected = (await first.ContinueAsync("", options, Cancellation)).Text;
        long one = model.Model.Statistics.CacheBytes;
        Assert.True(one > 0);
        time.Advance(TimeSpan.FromMinutes(3));
        await second.ContinueAsync("", options, Cancellation);
        Assert.Equal(2 * one, model.Model.Statistics.CacheBytes);

        // Only the first was not used for so long.
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(one, model.Model.Statistics.CacheBytes);
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(one, model.Model.Statistics.CacheBytes);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, model.Model.Statistics.CacheBytes);

        Assert.Equal(expected, (await first.ContinueAsync("", options, Cancellation)).Text);
        Assert.Equal(one, model.Model.Statistics.CacheBytes);
        time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(0, model.Model.Statistics.CacheBytes);
    }

    [Fact]
    public async Task Memory_that_is_never_given_back_stays()
    {
        var time = new FakeTimeProvider();
        using var model = new TestModel(options: new() { IdleCacheTimeout = Timeout.InfiniteTimeSpan, TimeProvider = time });
        await using ILanguageModelSession session = model.Model.CreateSession("the first");
        await session.ContinueAsync("", new() { MaxTokens = 5 }, Cancellation);
        time.Advance(TimeSpan.FromDays(1000));
        Assert.True(model.Model.Statistics.CacheBytes > 0);
    }

    [Fact]
    public async Task Nobody_waits_until_a_long_prompt_is_read()
    {
        using var model = new TestModel(new() { ContextLength = 4000 });
        await using ILanguageModelSession session = model.Model.CreateSession(string.Concat(Enumerable.Range(1000, 500).Select(i => $"{i} ")));
        await using ILanguageModelSession other = model.Model.CreateSession("short");
        Task<Continuation>? answer = null;
        List<(int Cached, int Count)> passes = [];
        model.Model.Decoder.PassObserver = (cached, count) =>
        {
            passes.Add((cached, count));
            answer ??= other.ContinueAsync("", new() { MaxTokens = 1 }, Cancellation).AsTask();
        };
        await session.ContinueAsync("", new() { MaxTokens = 1 }, Cancellation);
        await answer!;

        Assert.Equal((0, 512), passes[0]);
        Assert.True(passes[1] is { Cached: 0, Count: < 10 }, $"{passes[1]} came second.");
        Assert.Equal((512, 512), passes[2]);
        Assert.Equal(await CountPromptTokensAsync(model.Model, string.Concat(Enumerable.Range(1000, 500).Select(i => $"{i} "))), session.Usage.ComputedTokens);
        Assert.Equal(0, session.Usage.CachedTokens);
    }

    private static CachedSequence Fill(TestModel model, int[] tokens)
    {
        object request = new();
        CachedSequence sequence = model.Model.Decoder.Caches.Acquire(request, tokens);
        TestModel.Read(sequence, tokens, tokens.Length - 1);
        model.Model.Decoder.Caches.Release(request);
        return sequence;
    }

    private static async Task<int> CountPromptTokensAsync(OnnxLanguageModel model, string prompt)
    {
        await using ILanguageModelSession session = model.CreateSession(prompt);
        return await session.CountPromptTokensAsync(TestContext.Current.CancellationToken);
    }
}
