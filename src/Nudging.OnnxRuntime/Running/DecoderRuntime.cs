using Microsoft.ML.OnnxRuntime;
using Nudging.OnnxRuntime.Folders;
using Nudging.OnnxRuntime.Graphs;

namespace Nudging.OnnxRuntime.Running;

/// <summary>A model in native memory with its caches: owns this memory and releases it in the right order.</summary>
internal sealed class DecoderRuntime : IDisposable
{
    private readonly ProviderRules _rules;
    private readonly InferenceSession _session;
    private readonly ForwardPass _pass;
    private readonly KeyValueCacheFactory _caches;

    private DecoderRuntime(InferenceSession session, OnnxGraph graph, DecoderSignature signature, ProviderRules rules, OnnxModelOptions options, int contextLength)
    {
        _session = session;
        _pass = new(session, signature, rules);
        _rules = rules;
        Graph = graph;
        Signature = signature;
        ContextLength = contextLength;
        _caches = new(session, graph, signature.Caches, rules);
        CacheBytesPerToken = _caches.BytesPerToken;
        Caches = new(
            options.MaxConcurrentRequests,
            () => new(_caches.Create(options.CacheGrowthStep, contextLength), _pass, rules),
            options.TimeProvider);
    }

    public OnnxGraph Graph { get; }

    public DecoderSignature Signature { get; }

    /// <summary>Gets the execution providers that the model runs on, in order.</summary>
    public required IReadOnlyList<OnnxExecutionProvider> Providers { get; init; }

    /// <summary>Gets the greatest number of tokens of a text.</summary>
    public int ContextLength { get; }

    public CachePool Caches { get; }

    /// <summary>Gets the number of bytes that a token takes in the cache of a request.</summary>
    public long CacheBytesPerToken { get; }

    /// <inheritdoc cref="ForwardPass.Observer"/>
    public Action<int, int>? PassObserver
    {
        get => _pass.Observer;
        set => _pass.Observer = value;
    }

    public OnnxModelStatistics Statistics => _pass.Statistics with { CacheBytes = Caches.TokenCapacity * CacheBytesPerToken };

    public bool AppendsSeveralTokens => _rules.AppendsSeveralTokens;

    public static DecoderRuntime Load(ModelFolder folder, GenAIConfig config, OnnxModelOptions options)
    {
        string path = folder.Require(config.ModelFile, "the model");
        OnnxGraph graph = OnnxGraph.Read(folder, path);
        IReadOnlyList<OnnxExecutionProvider> providers = options.ExecutionProvider is not null ? [options.ExecutionProvider] : config.Session.Providers;
        providers = providers.Count > 0 ? providers : [OnnxExecutionProvider.Cpu];
        ProviderRules rules = ProviderRules.For(providers, options.UseDirectMLRules);
        rules.Check(folder, graph, providers[0].ToString());
        int contextLength = ReadContextLength(folder, config, graph);
        InferenceSession session = SessionFactory.Create(folder, path, graph, providers, rules, config.Session, options);
        try
        {
            var signature = DecoderSignature.Read(folder, config, session);
            CheckAttention(folder, config, graph);
            return new(session, graph, signature, rules, options, contextLength) { Providers = providers };
        }
        catch
        {
            using (DirectMLLock.Enter(rules.IsDirectML))
            {
                session.Dispose();
            }

            throw;
        }
    }

    /// <summary>Computes the logits after each token of a text, in a cache that is released afterwards.</summary>
    /// <param name="tokens">The text.</param>
    /// <param name="read">Receives the index of each token and the logits after the token, which are valid during the call.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <remarks>Not thread safe: no other call of this model may run.</remarks>
    public void ReadLogits(ReadOnlySpan<int> tokens, LogitReader read, CancellationToken cancellationToken)
    {
        using var run = new CancellableRun(cancellationToken);
        using KeyValueCache cache = _caches.Create(tokens.Length, ContextLength);
        using (DirectMLLock.Enter(_rules.IsDirectML))
        {
            cache.Reserve(tokens.Length);
        }

        while (cache.Length < tokens.Length)
        {
            int start = cache.Length;
            int count = _rules.PassLength(start, tokens.Length - start, _pass.MaxRows, _pass.RowLimit);
            _pass.Run(cache, tokens.Slice(start, count), run);
            for (int i = 0; i < count; i++)
            {
                read(start + i, _pass.ReadLogits(i));
            }
        }

        _pass.Trim();
    }

    /// <summary>Releases the memory of idle caches, and the memory of the forward pass once all caches are empty.</summary>
    /// <param name="timeout">The time without use after which a cache is idle.</param>
    /// <returns>The time until the next cache is idle; <see langword="null"/> where all are empty.</returns>
    public TimeSpan? ReleaseIdle(TimeSpan timeout)
    {
        using (DirectMLLock.Enter(_rules.IsDirectML))
        {
            TimeSpan? next = Caches.ReleaseIdle(timeout);
            if (next is null)
            {
                _pass.Release();
            }

            return next;
        }
    }

    public void Dispose()
    {
        using (DirectMLLock.Enter(_rules.IsDirectML))
        {
            // DirectML crashes where a tensor outlives its session.
            _pass.Dispose();
            Caches.Dispose();
            _session.Dispose();
        }
    }

    // Some graphs use other rotary angles for every token of a text that exceeds a length. A text that grows beyond that
    // length would have to be read again, and the output would depend on earlier calls: such texts are refused.
    private static int ReadContextLength(ModelFolder folder, GenAIConfig config, OnnxGraph graph)
    {
        if (graph.RotaryRows < config.ContextLength)
        {
            throw folder.Refuse($"in genai_config.json, 'model.context_length' is {config.ContextLength}, but the graph has rotary embeddings for {graph.RotaryRows} positions; the context length must be at most {graph.RotaryRows}");
        }

        return (int)Math.Min(config.ContextLength, graph.RotarySwitch ?? config.ContextLength);
    }

    private static void CheckAttention(ModelFolder folder, GenAIConfig config, OnnxGraph graph)
    {
        if (graph.GroupQueryAttentions > 0 && graph.GroupQueryAttentions < config.LayerCount)
        {
            throw folder.Refuse($"{graph.GroupQueryAttentions} of its {config.LayerCount} layers use GroupQueryAttention; either all layers must use it, or none");
        }
    }
}
