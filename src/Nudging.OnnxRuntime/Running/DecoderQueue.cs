namespace Nudging.OnnxRuntime.Running;

/// <summary>Lets requests use a decoder one after the other, and releases the memory of idle caches in between.</summary>
/// <remarks>Thread safe.</remarks>
internal sealed class DecoderQueue : IDisposable, IAsyncDisposable
{
    private readonly DecoderRuntime _decoder;
    private readonly Type _owner;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly TimeSpan _idleTimeout;
    private readonly ITimer _idleTimer;
    private bool _idleTimerRuns;
    private volatile bool _disposed;

    /// <summary>Initializes a new instance of the <see cref="DecoderQueue"/> class.</summary>
    /// <param name="decoder">The decoder, disposed with the queue.</param>
    /// <param name="owner">The type of the object that disposes the queue: the exception after the disposal names the type.</param>
    /// <param name="idleTimeout">The time without use after which a cache is idle.</param>
    /// <param name="time">The clock.</param>
    public DecoderQueue(DecoderRuntime decoder, Type owner, TimeSpan idleTimeout, TimeProvider time)
    {
        _owner = owner;
        _decoder = decoder;
        _idleTimeout = idleTimeout;
        _idleTimer = time.CreateTimer(_ => ReleaseIdle(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Gets a value indicating whether the decoder is disposed.</summary>
    public bool IsDisposed => _disposed;

    /// <summary>Waits for the turn of a request.</summary>
    /// <param name="request">The request. The request has a separate cache until <see cref="Release"/>.</param>
    /// <param name="tokens">The tokens of the request's text.</param>
    /// <param name="cancellationToken">Cancels the waiting and the passes of the turn.</param>
    /// <returns>The turn; the caller disposes it.</returns>
    /// <exception cref="ObjectDisposedException">The model of the decoder is disposed.</exception>
    public async ValueTask<DecoderTurn> AcquireTurnAsync(object request, ReadOnlyMemory<int> tokens, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, _owner);
            PrefixCache cache = _decoder.Caches.Acquire(request, tokens.Span);
            if (!_idleTimerRuns)
            {
                StartIdleTimer(_idleTimeout);
            }

            return new DecoderTurn(_gate, cache, cancellationToken);
        }
        catch
        {
            _gate.Release();
            throw;
        }
    }

    /// <summary>Frees the cache of a request that has ended.</summary>
    public void Release(object request) => _decoder.Caches.Release(request);

    /// <summary>Waits for the current turn, then releases all native memory.</summary>
    public void Dispose()
    {
        _gate.Wait();
        DisposeDecoder();
    }

    /// <summary>Waits for the current turn, then releases all native memory.</summary>
    /// <returns>A task that ends when the memory is released.</returns>
    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        DisposeDecoder();
    }

    // One timer runs while any cache has memory, until the least recently used cache is idle.
    private void StartIdleTimer(TimeSpan due)
    {
        _idleTimerRuns = true;
        _idleTimer.Change(due, Timeout.InfiniteTimeSpan);
    }

    private async void ReleaseIdle()
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        try
        {
            _idleTimerRuns = false;
            if (!_disposed && _decoder.ReleaseIdle(_idleTimeout) is { } next)
            {
                StartIdleTimer(next);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    private void DisposeDecoder()
    {
        try
        {
            if (!_disposed)
            {
                _disposed = true;
                _idleTimer.Dispose();
                _decoder.Dispose();
            }
        }
        finally
        {
            _gate.Release();
        }
    }
}
