using System.Runtime.InteropServices;
using Nudging.Models;
using Nudging.OnnxRuntime.Sampling;

namespace Nudging.OnnxRuntime.Running;

/// <summary>The tokens of the text that was read last, with their keys and values: a prefix that the next text shares is not computed again.</summary>
/// <remarks>Not thread safe. A call that fails or is cancelled leaves the cache usable.</remarks>
/// <param name="cache">The keys and values, disposed with this object.</param>
/// <param name="pass">The forward pass.</param>
/// <param name="rules">The rules of the execution provider.</param>
internal sealed class PrefixCache(KeyValueCache cache, ForwardPass pass, ProviderRules rules) : IDisposable
{
    private readonly List<int> _tokens = [];

    // The prediction after each token, where a prediction was requested. A known prediction needs no keys and values.
    private readonly List<(TokenPrediction Prediction, SamplingPosition? Position)> _predictions = [];

    // The sampler of the session that asked for the predictions: another session draws with another seed.
    private TokenSampler? _sampler;

    /// <summary>Gets the number of tokens of the text read last that were not computed again.</summary>
    public int Reused { get; private set; }

    /// <summary>Gets the statistics of the forward pass, which all caches of a model share.</summary>
    public OnnxModelStatistics Statistics => pass.Statistics;

    /// <summary>Gets the number of tokens whose keys and values are held.</summary>
    public int CachedTokens => cache.Length;

    /// <summary>Gets the number of tokens that the memory has room for.</summary>
    public int CacheCapacity => cache.Capacity;

    /// <summary>Counts the first tokens of a text whose keys and values are held.</summary>
    public int CountCached(ReadOnlySpan<int> tokens) => Math.Min(cache.Length, CommonLength(tokens));

    /// <summary>Reads the first part of a long text in one pass.</summary>
    /// <param name="tokens">The whole text.</param>
    /// <param name="run">Cancels the pass.</param>
    /// <returns><see langword="false"/>, without a pass, where one pass is enough for the rest of the text.</returns>
    public bool ReadAhead(ReadOnlySpan<int> tokens, CancellableRun run)
    {
        int common = CommonLength(tokens);
        if (!rules.AppendsSeveralTokens || tokens.Length - Math.Min(cache.Length, common) <= pass.MaxRows)
        {
            return false;
        }

        DropAfter(common);
        Prepare(Math.Min(cache.Length, common), tokens.Length);
        Append(tokens[..(cache.Length + pass.MaxRows)], [], null, run);
        return true;
    }

    /// <summary>Computes the predictions after some tokens of a text.</summary>
    /// <param name="tokens">The whole text.</param>
    /// <param name="requests">The predictions to compute, in ascending order.</param>
    /// <param name="sampler">Chooses the tokens; <see langword="null"/> for the most probable ones.</param>
    /// <param name="run">Cancels the passes.</param>
    public void Read(ReadOnlySpan<int> tokens, ReadOnlySpan<PredictionRequest> requests, TokenSampler? sampler, CancellableRun run)
    {
        if (_sampler != sampler)
        {
            CollectionsMarshal.AsSpan(_predictions).Clear();
            _sampler = sampler;
        }

        int common = CommonLength(tokens);
        if (common < tokens.Length)
        {
            DropAfter(common);
        }

        int known = 0;
        while (known < requests.Length && IsKnown(requests[known]))
        {
            known++;
        }

        Reused = tokens.Length;
        if (known < requests.Length)
        {
            requests = requests[known..];
            Prepare(Math.Min(cache.Length, Math.Min(requests[0].Index, common)), tokens.Length);
            Append(tokens[..(requests[^1].Index + 1)], requests, sampler, run);
        }
    }

    /// <summary>Computes the log-probabilities of the last tokens of a text.</summary>
    /// <param name="tokens">The whole text.</param>
    /// <param name="logProbabilities">Receives the natural logarithms; at least one token must precede the last tokens.</param>
    /// <param name="run">Cancels the passes.</param>
    public void ReadLogProbabilities(ReadOnlySpan<int> tokens, Span<float> logProbabilities, CancellableRun run)
    {
        int first = tokens.Length - logProbabilities.Length;
        int common = CommonLength(tokens);
        if (common < tokens.Length)
        {
            DropAfter(common);
        }

        Prepare(Math.Min(cache.Length, Math.Min(first - 1, common)), tokens.Length);
        try
        {
            while (cache.Length < tokens.Length - 1)
            {
                (int start, int count) = RunPass(tokens[..^1], run);
                for (int i = Math.Max(start, first - 1); i < start + count; i++)
                {
                    logProbabilities[i + 1 - first] = pass.ReadLogProbability(i - start, tokens[i + 1]);
                }
            }
        }
        finally
        {
            pass.Trim();
        }
    }

    /// <summary>Gets the prediction after a token of the text that was read last.</summary>
    /// <param name="index">The index of a token whose prediction was requested.</param>
    public TokenPrediction PredictionAfter(int index) =>
        _predictions[index] is (var prediction, not null) ? prediction : throw new InvalidOperationException($"The prediction after token {index} was not computed.");

    /// <summary>Releases the memory of the keys and values and forgets the text.</summary>
    public void Release()
    {
        cache.Release();
        DropAfter(0);
        _sampler = null;
    }

    public void Dispose() => cache.Dispose();

    private int CommonLength(ReadOnlySpan<int> tokens) => CollectionsMarshal.AsSpan(_tokens).CommonPrefixLength(tokens);

    private void DropAfter(int length)
    {
        _tokens.RemoveRange(length, _tokens.Count - length);
        _predictions.RemoveRange(length, _predictions.Count - length);
    }

    // Keeps at most the first tokens of the cache, as the provider allows, and makes room for a text.
    private void Prepare(int kept, int length)
    {
        cache.Rewind(kept);
        using (DirectMLLock.Enter(rules.IsDirectML))
        {
            cache.Reserve(length);
        }

        cache.Rewind(rules.Keep(cache.Length, length));
        Reused = cache.Length;
    }

    private bool IsKnown(PredictionRequest request) => request.Index < _predictions.Count && _predictions[request.Index].Position == PositionOf(request);

    // Without a sampler, all positions are equal. With a sampler, the position and the tokens before it determine everything else
    // that a draw depends on: the state of the constraint, and which tokens belong to the prompt.
    private SamplingPosition PositionOf(PredictionRequest request) => _sampler is null ? default : request.Position;

    private (int Start, int Count) RunPass(ReadOnlySpan<int> tokens, CancellableRun run)
    {
        int start = cache.Length;
        int count = rules.PassLength(start, tokens.Length - start, pass.MaxRows, pass.RowLimit);
        pass.Run(cache, tokens.Slice(start, count), run);
        for (int i = _tokens.Count; i < start + count; i++)
        {
            _tokens.Add(tokens[i]);
            _predictions.Add(default);
        }

        return (start, count);
    }

    private void Append(ReadOnlySpan<int> tokens, ReadOnlySpan<PredictionRequest> requests, TokenSampler? sampler, CancellableRun run)
    {
        try
        {
            while (cache.Length < tokens.Length)
            {
                (int start, int count) = RunPass(tokens, run);
                while (requests.Length > 0 && requests[0].Index < start + count)
                {
                    PredictionRequest request = requests[0];
                    if (!IsKnown(request))
                    {
                        ReadOnlySpan<int> written = tokens[request.TextStart..(request.Index + 1)];
                        _predictions[request.Index] = (pass.ReadPrediction(request.Index - start, sampler, request, written), PositionOf(request));
                    }

                    requests = requests[1..];
                }
            }
        }
        finally
        {
            pass.Trim();
        }
    }
}
