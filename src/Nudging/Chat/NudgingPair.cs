using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Nudging.Decoding;
using Nudging.Models;

namespace Nudging.Chat;

/// <summary>A base model and an aligned model that write answers together.</summary>
/// <remarks>
/// Thread safe. Requests begin in the order in which the tokens of their prompts are counted, which with local models is the
/// order of their calls. No answer depends on other requests. The pair owns its models: disposing the pair cancels the
/// requests that run, refuses the requests that wait, and then disposes both models.
/// </remarks>
/// <example>
/// <code>
/// await using NudgingPair pair = new(OnnxLanguageModel.Load("models/base"), OnnxLanguageModel.Load("models/aligned"));
/// NudgingPrompts prompts = new(Base: "Question: What is the capital of Peru?\n", Aligned: "&lt;|user|&gt;What is the capital of Peru?&lt;|assistant|&gt;");
/// await foreach (NudgingUpdate update in pair.GenerateStreamingAsync(prompts, new() { Threshold = 0.4f }))
/// {
///     Console.Write(update.Segment?.Text);
/// }
/// </code>
/// </example>
public sealed class NudgingPair : IAsyncDisposable, IDisposable
{
    private readonly NudgingDecoder _decoder;
    private readonly FairSemaphore _turns;
    private readonly CancellationTokenSource _disposing = new();
    private readonly TaskCompletionSource _disposal = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _disposed;

    /// <summary>Initializes a new instance of the <see cref="NudgingPair"/> class.</summary>
    /// <param name="baseModel">The large model without alignment. The pair disposes it.</param>
    /// <param name="alignedModel">The small aligned model. The pair disposes it.</param>
    /// <param name="options">The limits on the number of requests, read now; <see langword="null"/> for the defaults.</param>
    public NudgingPair(ILanguageModel baseModel, ILanguageModel alignedModel, NudgingPairOptions? options = null)
    {
        options ??= new();
        _decoder = new NudgingDecoder(baseModel, alignedModel);
        BaseModel = baseModel;
        AlignedModel = alignedModel;
        MaxConcurrentRequests = Math.Min(
            options.MaxConcurrentRequests ?? int.MaxValue, Math.Min(baseModel.Info.MaxConcurrentRequests, alignedModel.Info.MaxConcurrentRequests));
        _turns = new FairSemaphore(this, MaxConcurrentRequests, options.MaxQueuedRequests);
    }

    /// <summary>Gets the large model without alignment.</summary>
    public ILanguageModel BaseModel { get; }

    /// <summary>Gets the small aligned model.</summary>
    public ILanguageModel AlignedModel { get; }

    /// <summary>Gets the maximum number of requests that are served at once. Further requests wait for their turn.</summary>
    public int MaxConcurrentRequests { get; }

    /// <summary>Generates an answer piece by piece.</summary>
    /// <param name="prompts">The two prompts.</param>
    /// <param name="options">The options of the procedure, copied now.</param>
    /// <param name="cancellationToken">Cancels the wait at once and the generation within one forward pass.</param>
    /// <returns>
    /// Segments as they are committed, then one update with the result. The request begins with the enumeration. The request
    /// does not wait for its reader. Ending the enumeration early cancels the request.
    /// </returns>
    /// <exception cref="ObjectDisposedException">The pair is disposed, or is disposed before the answer is complete.</exception>
    /// <exception cref="ContextLengthExceededException">A prompt leaves no room for an answer in the context of its model. Thrown before the first forward pass.</exception>
    /// <exception cref="NudgingQueueFullException">The maximum number of requests waits already.</exception>
    public IAsyncEnumerable<NudgingUpdate> GenerateStreamingAsync(NudgingPrompts prompts, NudgingOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return GenerateCoreAsync(prompts, options.Clone(), cancellationToken);
    }

    /// <summary>Generates a whole answer.</summary>
    /// <param name="prompts">The two prompts.</param>
    /// <param name="options">The options of the procedure, copied now.</param>
    /// <param name="cancellationToken">Cancels the wait at once and the generation within one forward pass.</param>
    /// <returns>The result.</returns>
    /// <exception cref="ObjectDisposedException">The pair is disposed, or is disposed before the answer is complete.</exception>
    /// <exception cref="ContextLengthExceededException">A prompt leaves no room for an answer in the context of its model. Thrown before the first forward pass.</exception>
    /// <exception cref="NudgingQueueFullException">The maximum number of requests waits already.</exception>
    public async Task<NudgingResult> GenerateAsync(NudgingPrompts prompts, NudgingOptions options, CancellationToken cancellationToken = default)
    {
        PreparedRequest request = await PrepareAsync(prompts, options, cancellationToken).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable disposal = request.ConfigureAwait(false);
        return await GenerateAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Cancels the requests that run, waits for their end, and disposes both models. A second call waits for the first.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            _disposal.Task.GetAwaiter().GetResult();
            return;
        }

        try
        {
            Task empty = _turns.CloseAsync();
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
        finally
        {
            _disposal.SetResult();
        }
    }

    /// <summary>Cancels the requests that run, waits for their end, and disposes both models. A second call waits for the first.</summary>
    /// <returns>A task that ends when both models are disposed.</returns>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            await _disposal.Task.ConfigureAwait(false);
            return;
        }

        try
        {
            Task empty = _turns.CloseAsync();
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
        finally
        {
            _disposal.SetResult();
        }
    }

    /// <summary>Creates the sessions of a request and counts the tokens of their prompts, before the request waits for its turn.</summary>
    /// <param name="prompts">The two prompts.</param>
    /// <param name="options">The settings; copied before this method returns.</param>
    /// <param name="cancellationToken">Cancels the counting.</param>
    /// <returns>The request; the caller disposes it.</returns>
    /// <exception cref="ObjectDisposedException">The pair is disposed.</exception>
    /// <exception cref="NotSupportedException">The settings need a capability that a model lacks.</exception>
    internal async ValueTask<PreparedRequest> PrepareAsync(NudgingPrompts prompts, NudgingOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ThrowIfFull();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposing.Token);
        try
        {
            return await _decoder.PrepareAsync(prompts, options, stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            throw ToCallersException(e, cancellationToken);
        }
    }

    /// <summary>Refuses a request that would not be let into the queue, before its prompts are written and counted.</summary>
    /// <exception cref="NudgingQueueFullException">The maximum number of requests waits already.</exception>
    /// <exception cref="ObjectDisposedException">The pair is disposed.</exception>
    internal void ThrowIfFull()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        _turns.ThrowIfFull();
    }

    /// <summary>Generates the answer to a prepared request piece by piece when its turn comes.</summary>
    /// <param name="request">The request, disposed when the answer is complete. The caller disposes the request too, because a refused request never runs.</param>
    /// <param name="cancellationToken">Cancels the wait at once and the generation within one forward pass.</param>
    /// <returns>Segments as they are committed, then one update with the result.</returns>
    internal async IAsyncEnumerable<NudgingUpdate> GenerateStreamingAsync(PreparedRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposing.Token);
        ContextBudget.ThrowIfFull(request);

        long began = Stopwatch.GetTimestamp();
        Task turn = _turns.WaitAsync(stop.Token);

        // The thread pool computes the answer: a reader that is slow, or does not dispose its enumerator, must not delay other
        // requests, and the caller's thread must stay free.
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

    /// <summary>Generates the whole answer to a prepared request when its turn comes.</summary>
    /// <param name="request">The request, disposed when the answer is complete. The caller disposes the request too, because a refused request never runs.</param>
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

    private async IAsyncEnumerable<NudgingUpdate> GenerateCoreAsync(
        NudgingPrompts prompts, NudgingOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        PreparedRequest request = await PrepareAsync(prompts, options, cancellationToken).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable disposal = request.ConfigureAwait(false);
        await foreach (NudgingUpdate update in GenerateStreamingAsync(request, cancellationToken).ConfigureAwait(false))
        {
            yield return update;
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
                _turns.Release();
            }
        }
        catch (Exception e)
        {
            failure = e;
        }

        // Whatever happened, the reader must not wait for ever.
        updates.Complete(failure);
    }

    private async ValueTask<bool> HasMoreAsync(ChannelReader<NudgingUpdate> updates, CancellationToken cancellationToken)
    {
        try
        {
            return await updates.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (OperationCanceledException e)
        {
            throw ToCallersException(e, cancellationToken);
        }
    }

    // A request is cancelled by its caller, or by the disposal of the pair.
    private Exception ToCallersException(OperationCanceledException e, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested ? new OperationCanceledException(e.Message, e, cancellationToken)
        : Volatile.Read(ref _disposed) != 0 ? new ObjectDisposedException(typeof(NudgingPair).FullName)
        : e;
}
