using Nudging.Models;
using Nudging.OnnxRuntime.Running;

namespace Nudging.OnnxRuntime.Tests.Running;

public sealed class DecoderQueueTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_after_the_disposal_of_the_model_throws_an_exception_that_names_the_model()
    {
        using var model = new TestModel();
        await using ILanguageModelSession session = model.Model.CreateSession("x");
        await model.Model.DisposeAsync();
        ObjectDisposedException exception = await Assert.ThrowsAsync<ObjectDisposedException>(
            async () => await session.ContinueAsync("", new() { MaxTokens = 1 }, Cancellation));
        Assert.Equal(typeof(OnnxLanguageModel).FullName, exception.ObjectName);
    }

    [Fact]
    public async Task A_session_that_is_disposed_while_its_call_waits_keeps_no_cache()
    {
        using var model = new TestModel(options: new() { MaxConcurrentRequests = 2 });
        ILanguageModelSession session = model.Model.CreateSession("x");
        CachePool caches = model.Model.Decoder.Caches;
        object request = new();
        DecoderTurn turn = await model.Model.Queue.AcquireTurnAsync(request, default, Cancellation);
        PrefixCache taken = caches.Acquire(request, []);

        // On a thread of the pool, the call returns when it waits for the turn.
        Task<Continuation> waiting = await Task.Run(
            () => Task.FromResult(session.ContinueAsync("", new() { MaxTokens = 1 }, Cancellation).AsTask()), Cancellation);
        await session.DisposeAsync();
        turn.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting);

        // Without a free cache, this request would take the least recently used cache.
        Assert.NotSame(taken, caches.Acquire(new(), []));
    }
}
