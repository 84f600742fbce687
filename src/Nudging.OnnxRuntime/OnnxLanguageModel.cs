using Nudging.Models;
using Nudging.OnnxRuntime.Folders;
using Nudging.OnnxRuntime.Running;
using Nudging.OnnxRuntime.Sequences;
using Nudging.OnnxRuntime.Tokenization;

namespace Nudging.OnnxRuntime;

/// <summary>A local language model: an onnxruntime-genai model folder, run directly on ONNX Runtime.</summary>
/// <remarks>
/// <para>Thread safe: calls of all sessions are served one after the other, in turn, on the thread pool. Each session has
/// a key/value cache of its own from its first call until it is disposed: of those that no session has the one that
/// holds the longest beginning of its text, which is then not computed again. Where more than
/// <see cref="OnnxModelOptions.MaxConcurrentRequests"/> sessions are open, they take caches from each other and compute more.</para>
/// <para>Of equally probable tokens the one with the lowest id is chosen. The same text may be computed in passes of
/// different lengths, whose results differ by rounding: two tokens that are as good as equally probable may change
/// places.</para>
/// </remarks>
public sealed class OnnxLanguageModel : ILanguageModel
{
    private readonly DecoderRuntime _decoder;
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly TimeSpan _idleTimeout;
    private readonly ITimer _idleTimer;
    private bool _idleTimerRuns;
    private volatile bool _disposed;

    private OnnxLanguageModel(LanguageModelInfo info, GenAIConfig config, ITokenizer tokenizer, DecoderRuntime decoder, OnnxModelOptions options)
    {
        Info = info;
        Config = config;
        Tokenizer = tokenizer;
        Text = new(info, tokenizer, config);
        _decoder = decoder;
        _idleTimeout = options.IdleCacheTimeout;
        _idleTimer = options.TimeProvider.CreateTimer(_ => ReleaseIdle(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public LanguageModelInfo Info { get; }

    /// <summary>Gets what the model has computed so far and what its caches hold. Exact while no call is under way.</summary>
    public OnnxModelStatistics Statistics => _decoder.Statistics;

    internal GenAIConfig Config { get; }

    internal DecoderRuntime Decoder => _decoder;

    internal ITokenizer Tokenizer { get; }

    internal ModelTokenizer Text { get; }

    /// <summary>Loads a model folder.</summary>
    /// <param name="modelPath">The folder with genai_config.json, the model and its tokenizer.</param>
    /// <param name="options">How to run it; <see langword="null"/> for the defaults.</param>
    /// <returns>The model; the caller disposes it.</returns>
    /// <exception cref="ArgumentException"><paramref name="modelPath"/> is blank.</exception>
    /// <exception cref="ModelLoadException">
    /// The folder cannot be loaded, or the native library of ONNX Runtime is missing or lacks the execution provider;
    /// the message says what to do.
    /// </exception>
    public static OnnxLanguageModel Load(string modelPath, OnnxModelOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(modelPath);
        OnnxModelOptions settings = options?.Clone() ?? new();
        var folder = ModelFolder.Open(modelPath);
        var config = GenAIConfig.Read(folder);
        var tokenizerConfig = TokenizerConfig.Read(folder, config.TokenizerDirectory);
        ITokenizer tokenizer = TokenizerLoader.Load(folder, config.TokenizerDirectory, tokenizerConfig);
        var decoder = DecoderRuntime.Load(folder, config, settings);
        var info = new LanguageModelInfo
        {
            Name = folder.Name,
            ProviderName = "onnxruntime",
            Location = new Uri(folder.FullPath),
            ContextLength = decoder.ContextLength,
            MaxConcurrentRequests = settings.MaxConcurrentRequests,
            Capabilities = new()
            {
                ScoresDraftInOnePass = decoder.AppendsSeveralTokens,
                LogProbabilities = true,
                Constraints = true,
                PositionKeyedSampling = true,
                ExactTokenCounts = true,
            },
            ChatTemplate = tokenizerConfig.ChatTemplate,
            ToolUseChatTemplate = tokenizerConfig.ToolUseChatTemplate,
            BosToken = tokenizerConfig.BosToken,
            EosToken = tokenizerConfig.EosToken,
        };
        return new(info, config, tokenizer, decoder, settings);
    }

    /// <inheritdoc/>
    public ILanguageModelSession CreateSession(string prompt, LanguageModelSessionOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new OnnxLanguageModelSession(this, prompt, options ?? new());
    }

    /// <inheritdoc/>
    public ValueTask<int> CountTokensAsync(string text, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        cancellationToken.ThrowIfCancellationRequested();
        return new(Tokenizer.Encode(text).Ids.Length);
    }

    /// <summary>Waits for a call that is under way, then frees all native memory.</summary>
    public void Dispose()
    {
        _gate.Wait();
        Release();
    }

    /// <summary>Waits for a call that is under way, then frees all native memory.</summary>
    /// <returns>A task that ends when that is done.</returns>
    public async ValueTask DisposeAsync()
    {
        await _gate.WaitAsync().ConfigureAwait(false);
        Release();
    }

    /// <summary>Computes something for a request, alone, on a thread of the pool.</summary>
    /// <param name="request">The request, which has a cache from its first call until it leaves.</param>
    /// <param name="prompted">Its text, set already.</param>
    /// <param name="compute">What to do with the cache.</param>
    /// <param name="cancellationToken">Cancels.</param>
    internal async ValueTask<T> ComputeAsync<T>(
        object request, IncrementalPromptEncoder prompted, Func<CachedSequence, CancellableRun, T> compute, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);

            // A decoder is on the pool already, and saves the change of threads at every step.
            return Thread.CurrentThread.IsThreadPoolThread
                ? Compute(request, prompted, compute, cancellationToken)
                : await Task.Run(() => Compute(request, prompted, compute, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Lets another request have the cache of one that has ended.</summary>
    internal void Leave(object request) => _decoder.Caches.Release(request);

    private T Compute<T>(object request, IncrementalPromptEncoder prompted, Func<CachedSequence, CancellableRun, T> compute, CancellationToken cancellationToken)
    {
        using var run = new CancellableRun(cancellationToken);
        CachedSequence sequence = _decoder.Caches.Acquire(request, prompted.Tokens);
        if (!_idleTimerRuns)
        {
            StartIdleTimer(_idleTimeout);
        }

        return compute(sequence, run);
    }

    // One timer runs while a cache holds something, until the one unused longest is due.
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

    private void Release()
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
