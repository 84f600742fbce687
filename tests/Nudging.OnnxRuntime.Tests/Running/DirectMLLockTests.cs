using Nudging.OnnxRuntime.Running;

namespace Nudging.OnnxRuntime.Tests.Running;

public sealed class DirectMLLockTests
{
    [Fact]
    public void One_thread_at_a_time_holds_the_lock_and_may_enter_again()
    {
        int inside = 0;
        Parallel.For(0, 64, _ =>
        {
            using (DirectMLLock.Enter(isNeeded: true))
            using (DirectMLLock.Enter(isNeeded: true))
            {
                Assert.Equal(1, Interlocked.Increment(ref inside));
                Thread.Yield();
                Interlocked.Decrement(ref inside);
            }
        });
    }

    [Fact]
    public void Entering_without_need_does_not_wait_for_the_lock()
    {
        using DirectMLLock.Scope scope = DirectMLLock.Enter(isNeeded: true);
        Task other = Task.Factory.StartNew(
            () => DirectMLLock.Enter(isNeeded: false).Dispose(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
#pragma warning disable xUnit1031 // This thread holds the lock, so that this thread has to wait here.
        other.Wait(TestContext.Current.CancellationToken);
#pragma warning restore xUnit1031
    }

    [Fact]
    public async Task A_pass_under_the_rules_of_DirectML_waits_for_the_lock_and_another_pass_does_not()
    {
        using var model = new TestModel(options: new() { UseDirectMLRules = true });
        using var free = new TestModel();
        await using Models.ILanguageModelSession session = model.Model.CreateSession("x");
        await using Models.ILanguageModelSession freeSession = free.Model.CreateSession("x");

        // Another thread takes the lock at the start of the pass: the growth of the cache, before the pass, takes the lock too.
        var reached = new TaskCompletionSource<HeldLock>(TaskCreationOptions.RunContinuationsAsynchronously);
        model.Model.Decoder.PassObserver = (_, _) => reached.SetResult(new());
        Task<Models.Continuation> waiting = Task.Run(
            () => session.ContinueAsync("", new() { MaxTokens = 1 }, TestContext.Current.CancellationToken).AsTask());
        Assert.Same(reached.Task, await Task.WhenAny(reached.Task, waiting));
        using (await reached.Task)
        {
            // Without the lock, the one pass would end before these passes.
            await freeSession.ContinueAsync("", new() { MaxTokens = 100 }, TestContext.Current.CancellationToken);
            Assert.False(waiting.IsCompleted);
        }

        Assert.Single((await waiting).Tokens);
    }

    // Holds the lock on another thread until disposal.
    private sealed class HeldLock : IDisposable
    {
        private readonly ManualResetEventSlim _entered = new();
        private readonly ManualResetEventSlim _leave = new();
        private readonly Thread _thread;

        public HeldLock()
        {
            _thread = new(() =>
            {
                using (DirectMLLock.Enter(isNeeded: true))
                {
                    _entered.Set();
                    _leave.Wait();
                }
            });
            _thread.Start();
            _entered.Wait();
        }

        public void Dispose()
        {
            _leave.Set();
            _thread.Join();
            _entered.Dispose();
            _leave.Dispose();
        }
    }
}
