using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Nudging.Decoding;
using Nudging.Models;

namespace Nudging.Chat;

/// <summary>A base and an aligned model that write together, for as many requests at a time as both can have under way.</summary>
/// <remarks>
/// Thread safe: requests begin in the order of asking, and those under way take turns. No answer depends on the others.
/// The pair owns its models: disposing it cancels the requests that are running, turns away those that wait, and then
/// disposes both models.
/// </remarks>
public sealed class NudgingPair : IAsyncDisposable, IDisposable
{
    private readonly NudgingDecoder _decoder;
    private readonly FairSemaphore _gate;
    private readonly CancellationTokenSource _disposing = new();
    private int _disposed;

    /// <summary>Initializes a new instance of the <see cref="NudgingPair"/> class.</summary>
    /// <param name="baseModel">The large model without alignment. The pair disposes it.</param>
    /// <param name="alignedModel">The small aligned model. The pair disposes it.</param>
    /// <param name="options">How many requests it serves, read now; <see langword="null"/> for the defaults.</param>
    public NudgingPair(ILanguageModel baseModel, ILanguageModel alignedModel, NudgingPairOptions? options = null)
    {
        options ??= new();
        _decoder = new NudgingDecoder(baseModel, alignedModel);
        BaseModel = baseModel;
        AlignedModel = alignedModel;
        MaxConcurrentRequests = Math.Min(
            options.MaxConcurrentRequests ?? int.MaxValue, Math.Min(baseModel.Info.MaxConcurrentRequests, alignedModel.Info.MaxConcurrentRequests));
        _gate = new FairSemaphore(this, MaxConcurrentRequests, options.MaxQueuedRequests);
    }

    /// <summary>Gets the large model without alignment.</summary>
    public ILanguageModel BaseModel { get; }

    /// <summary>Gets the small aligned model.</summary>
    public ILanguageModel AlignedModel { get; }

    /// <summary>Gets how many requests are served at once; more wait for their turn.</summary>
    public int MaxConcurrentRequests { get; }

    /// <summary>Generates an answer piece by piece when its turn comes.</summary>
    /// <param name="prompts">The two prompts.</param>
    /// <param name="options">The settings of the procedure; copied when the request is made.</param>
    /// <param name="cancellationToken">Cancels the wait at once and the generation within one forward pass.</param>
    /// <returns>
    /// Segments as they are committed, then one update with the result. The turn lasts until the answer is complete,
    /// whether or not anybody still reads it; ending the enumeration early cancels the rest.
    /// </returns>
    /// <exception cref="ObjectDisposedException">The pair is disposed, or is disposed before the answer is complete.</exception>
    /// <exception cref="ContextLengthExceededException">A prompt leaves no room for an answer in its model's context. Nothing was computed.</exception>
    /// <exception cref="NudgingQueueFullException">As many requests wait already as may.</exception>
    public async IAsyncEnumerable<NudgingUpdate> GenerateStreamingAsync(
        NudgingPrompts prompts, NudgingOptions options, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        PreparedRequest request = await PrepareAsync(prompts, options, cancellationToken).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable disposal = request.ConfigureAwait(false);
        await foreach (NudgingUpdate update in GenerateStreamingAsync(request, cancellationToken).ConfigureAwait(false))
        {
            yield return update;
        }
    }

    /// <summary>Creates the sessions of a request and counts the tokens of their prompts, before the request waits for its turn.</summary>
    /// <param name="prompts">The two prompts.</param>
    /// <param name="options">The settings; copied before this method returns.</param>
    /// <param name="cancellationToken">Cancels the counting.</param>
    /// <returns>The request; the caller disposes it.</returns>
    /// <exception cref="ObjectDisposedException">The pair is disposed.</exception>
    /// <exception cref="NotSupportedException">The settings need a capability that a model lacks.</exception>
    internal ValueTask<PreparedRequest> PrepareAsync(NudgingPrompts prompts, NudgingOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        return _decoder.PrepareAsync(prompts, options, cancellationToken);
    }

    /// <summary>Generates the answer to a prepared request piece by piece when its turn comes.</summary>
    /// <param name="request">The request. Disposed when the answer is complete; the caller disposes it too, in case it never runs.</param>
    /// <param name="cancellationToken">Cancels the wait at once and the generation within one forward pass.</param>
    /// <returns>Segments as they are committed, then one update with the result.</returns>
    internal async IAsyncEnumerable<NudgingUpdate> GenerateStreamingAsync(PreparedRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposing.Token);
        ContextBudget.ThrowIfFull(request);

        long began = Stopwatch.GetTimestamp();
        Task turn = _gate.EnterAsync(stop.Token);

        // The answer is written at its own pace on the thread pool, so that a reader who dawdles or goes away without
        // disposing the enumerator does not keep the pair from others, and a caller's thread is never computed on.
        var updates = Channel.CreateUnbounded<NudgingUpdate>(new() { SingleReader = true, SingleWriter = true });
        Task writing = Task.Run(() => WriteAsync(turn, began, updates.Writer, request, stop.Token), CancellationToken.None);
        try
        {
            while (await HasMoreAsync(updates.Reader, cancellationToken).ConfigureAwait(false))
            {
                while (updates.Reader.TryRead(out NudgingUpdate? update))
                {
                    yield return update;
                }
            }
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await writing.ConfigureAwait(false);
        }
    }

    /// <summary>Generates a whole answer when its turn comes.</summary>
    /// <param name="prompts">The two prompts.</param>
    /// <param name="options">The settings of the procedure; copied when the request is made.</param>
    /// <param name="cancellationToken">Cancels the wait at once and the generation within one forward pass.</param>
    /// <returns>The result.</returns>
    /// <exception cref="ObjectDisposedException">The pair is disposed, or is disposed before the answer is complete.</exception>
    /// <exception cref="ContextLengthExceededException">A prompt leaves no room for an answer in its model's context. Nothing was computed.</exception>
    /// <exception cref="NudgingQueueFullException">As many requests wait already as may.</exception>
    public async Task<NudgingResult> GenerateAsync(NudgingPrompts prompts, NudgingOptions options, CancellationToken cancellationToken = default)
    {
        PreparedRequest request = await PrepareAsync(prompts, options, cancellationToken).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable disposal = request.ConfigureAwait(false);
        return await GenerateAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Generates the whole answer to a prepared request when its turn comes.</summary>
    /// <param name="request">The request. Disposed when the answer is complete; the caller disposes it too, in case it never runs.</param>
    /// <param name="cancellationToken">Cancels the wait at once and the generation within one forward pass.</param>
    internal async Task<NudgingResult> GenerateAsync(PreparedRequest request, CancellationToken cancellationToken)
    {
        NudgingResult? result = null;
        await foreach (NudgingUpdate update in GenerateStreamingAsync(request, cancellationToken).ConfigureAwait(false))
        {
            result = update.Result ?? result;
        }

        return result!;
    }

    /// <summary>Cancels what is running, waits for it to end, and disposes both models.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        Task empty = _gate.CloseAsync();
        _disposing.Cancel();
        empty.GetAwaiter().GetResult();
        _disposing.Dispose();
        try
        {
            AlignedModel.Dispose();
        }
        finally
        {
            BaseModel.Dispose();
        }
    }

    /// <summary>Cancels what is running, waits for it to end, and disposes both models.</summary>
    /// <returns>A task that ends when both models are disposed.</returns>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        Task empty = _gate.CloseAsync();
        await _disposing.CancelAsync().ConfigureAwait(false);
        await empty.ConfigureAwait(false);
        _disposing.Dispose();
        try
        {
            await AlignedModel.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            await BaseModel.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task WriteAsync(
        Task turn, long began, ChannelWriter<NudgingUpdate> updates, PreparedRequest request, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            await turn.ConfigureAwait(false);
            TimeSpan queueTime = Stopwatch.GetElapsedTime(began);
            try
            {
                await foreach (NudgingUpdate update in _decoder.DecodeStreamingAsync(request, cancellationToken).ConfigureAwait(false))
                {
                    updates.TryWrite(update.Result is { } result ? update with { Result = result with { QueueTime = queueTime } } : update);
                }
            }
            finally
            {
                _gate.Leave();
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            failure = e;
        }

        updates.Complete(failure);
    }

    private async ValueTask<bool> HasMoreAsync(ChannelReader<NudgingUpdate> updates, CancellationToken cancellationToken)
    {
        try
        {
            return await updates.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
        catch (OperationCanceledException) when (Volatile.Read(ref _disposed) != 0)
        {
            throw new ObjectDisposedException(typeof(NudgingPair).FullName);
        }
    }
}
