using Nudging.OnnxRuntime.Sampling;

namespace Nudging.OnnxRuntime.Running;

/// <summary>A request's turn on a decoder: no other request computes until the turn is disposed.</summary>
/// <remarks>Not thread safe. The methods return when the passes are done; the caller is on a thread of the pool.</remarks>
internal sealed class DecoderTurn : IDisposable
{
    private readonly SemaphoreSlim _gate;
    private readonly PrefixCache _cache;
    private readonly CancellableRun _run;

    /// <summary>Initializes a new instance of the <see cref="DecoderTurn"/> class.</summary>
    /// <param name="gate">The gate of the decoder, which the caller has entered; the turn leaves the gate when it is disposed.</param>
    /// <param name="cache">The cache of the request.</param>
    /// <param name="cancellationToken">Cancels, also within a pass.</param>
    public DecoderTurn(SemaphoreSlim gate, PrefixCache cache, CancellationToken cancellationToken)
    {
        _gate = gate;
        _cache = cache;
        _run = new(cancellationToken);
    }

    /// <inheritdoc cref="PrefixCache.Statistics"/>
    public OnnxModelStatistics Statistics => _cache.Statistics;

    /// <inheritdoc cref="PrefixCache.Reused"/>
    public int Reused => _cache.Reused;

    /// <inheritdoc cref="PrefixCache.ReadAhead"/>
    public bool ReadAhead(ReadOnlySpan<int> tokens) => _cache.ReadAhead(tokens, _run);

    /// <inheritdoc cref="PrefixCache.Read"/>
    public void Read(ReadOnlySpan<int> tokens, ReadOnlySpan<PredictionRequest> requests, TokenSampler? sampler) =>
        _cache.Read(tokens, requests, sampler, _run);

    /// <inheritdoc cref="PrefixCache.ReadLogProbabilities"/>
    public void ReadLogProbabilities(ReadOnlySpan<int> tokens, Span<float> logProbabilities) =>
        _cache.ReadLogProbabilities(tokens, logProbabilities, _run);

    /// <inheritdoc cref="PrefixCache.PredictionAfter"/>
    public TokenPrediction PredictionAfter(int index) => _cache.PredictionAfter(index);

    /// <summary>Ends the turn.</summary>
    public void Dispose()
    {
        try
        {
            _run.Dispose();
        }
        finally
        {
            _gate.Release();
        }
    }
}
