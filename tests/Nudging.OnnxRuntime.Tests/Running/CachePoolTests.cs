using Microsoft.Extensions.Time.Testing;
using Nudging.Models;
using Nudging.OnnxRuntime.Running;
using Nudging.TestSupport;

namespace Nudging.OnnxRuntime.Tests.Running;

/// <summary>Each open request has a separate cache, a text that grows reuses its cached prefix, and results do not depend on caches.</summary>
public sealed class CachePoolTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void A_request_takes_the_free_cache_with_the_longest_common_prefix()
    {
        using var model = new TestModel(options: new() { MaxConcurrentRequests = 3 });
        int[] one = TestModel.RandomTokens(30, 1);
        int[] other = TestModel.RandomTokens(30, 2);
        PrefixCache first = Fill(model, one);
        PrefixCache second = Fill(model, other);
        Assert.NotSame(first, second);
        Assert.Same(first, Fill(model, [.. one.AsSpan(0, 25), .. TestModel.RandomTokens(9, 3)]));
        Assert.Same(second, Fill(model, [.. other, 1, 2]));
        Assert.Same(first, Fill(model, one));

        // A request does not take the cache of another request.
        object request = new();
        Assert.Same(first, model.Model.Decoder.Caches.Acquire(request, one));
        Assert.NotSame(first, model.Model.Decoder.Caches.Acquire(new(), one));
        Assert.Same(first, model.Model.Decoder.Caches.Acquire(request, []));
    }

    [Fact]
    public void A_cached_conversation_is_kept_when_a_new_text_shares_only_its_system_prompt_and_a_cache_is_empty()
    {
        using var model = new TestModel(options: new() { MaxConcurrentRequests = 2 });
        int[] system = TestModel.RandomTokens(20);
        int[] conversation = [.. system, .. TestModel.RandomTokens(60, 1)];
        PrefixCache first = Fill(model, conversation);
        PrefixCache second = Fill(model, [.. system, .. TestModel.RandomTokens(5, 2)]);
        Assert.NotSame(first, second);
        Assert.Same(first, Fill(model, [.. conversation, 1, 2, 3]));
        Assert.Same(second, Fill(model, [.. system, .. TestModel.RandomTokens(6, 2)]));

        // Without an empty cache, a text with a short common prefix takes the least recently used cache.
        Assert.Same(first, Fill(model, [conversation[0], .. TestModel.RandomTokens(30, 3)]));
        Assert.Same(second, Fill(model, TestModel.RandomTokens(30, 4)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Predictions_with_any_cache_equal_the_predictions_of_a_new_cache(int slots)
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
            PrefixCache cache = model.Model.Decoder.Caches.Acquire(request, text);
            int from = random.Next(text.Length);
            TestModel.AssertSame(fresh.Read(text, from), TestModel.Read(cache, text, from), 1e-4f);
            fresh.Cache.Release();
            if (random.Next(3) == 0)
            {
                model.Model.Decoder.Caches.Release(request);
            }
        }

        long max = slots * model.Model.Decoder.ContextLength * model.Model.Decoder.CacheBytesPerToken;
        Assert.InRange(model.Model.Statistics.CacheBytes, 1, max);
    }

    [Fact]
    public async Task Parallel_conversations_compute_only_their_new_tokens()
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

                // The tokens at the end of a text may change with the text that follows.
                Assert.InRange(session.Usage.CachedTokens, Math.Max(0, before - 2), before);
                Assert.Equal(await CountPromptTokensAsync(model.Model, histories[i]), session.Usage.CachedTokens + session.Usage.ComputedTokens);
            }
        }
    }

    [Fact]
    public async Task More_sessions_than_caches_write_the_texts_of_sessions_with_a_separate_cache()
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
    public async Task An_unused_cache_releases_its_memory_after_the_idle_timeout()
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

        // Only the first cache is idle.
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
    public async Task With_an_infinite_idle_timeout_a_cache_keeps_its_memory()
    {
        var time = new FakeTimeProvider();
        using var model = new TestModel(options: new() { IdleCacheTimeout = Timeout.InfiniteTimeSpan, TimeProvider = time });
        await using ILanguageModelSession session = model.Model.CreateSession("the first");
        await session.ContinueAsync("", new() { MaxTokens = 5 }, Cancellation);
        time.Advance(TimeSpan.FromDays(1000));
        Assert.True(model.Model.Statistics.CacheBytes > 0);
    }

    [Fact]
    public async Task A_short_request_runs_between_the_passes_of_a_long_prompt()
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

    private static PrefixCache Fill(TestModel model, int[] tokens)
    {
        object request = new();
        PrefixCache cache = model.Model.Decoder.Caches.Acquire(request, tokens);
        TestModel.Read(cache, tokens, tokens.Length - 1);
        model.Model.Decoder.Caches.Release(request);
        return cache;
    }

    private static async Task<int> CountPromptTokensAsync(OnnxLanguageModel model, string prompt)
    {
        await using ILanguageModelSession session = model.CreateSession(prompt);
        return await session.CountPromptTokensAsync(TestContext.Current.CancellationToken);
    }
}
