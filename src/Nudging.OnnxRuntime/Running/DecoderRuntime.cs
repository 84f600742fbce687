using Microsoft.ML.OnnxRuntime;
using Nudging.OnnxRuntime.Folders;
using Nudging.OnnxRuntime.Graphs;

namespace Nudging.OnnxRuntime.Running;

/// <summary>A model in native memory with its caches: owns all of it, and gives it back in the right order.</summary>
internal sealed class DecoderRuntime : IDisposable
{
    private readonly AppendPolicy _policy;
    private readonly InferenceSession _session;
    private readonly ForwardPass _pass;

    private DecoderRuntime(InferenceSession session, OnnxGraph graph, DecoderSignature signature, AppendPolicy policy, OnnxModelOptions options, int contextLength)
    {
        _session = session;
        _pass = new(session, signature, policy);
        _policy = policy;
        Graph = graph;
        Signature = signature;
        ContextLength = contextLength;
        Caches = new(
            options.MaxConcurrentRequests,
            () => new(CreateCache(options.CacheGrowthStep), _pass, policy),
            options.TimeProvider);
    }

    public OnnxGraph Graph { get; }

    public DecoderSignature Signature { get; }

    /// <summary>Gets what it runs on, in order.</summary>
    public required IReadOnlyList<OnnxExecutionProvider> Providers { get; init; }

    /// <summary>Gets the most tokens that it can read.</summary>
    public int ContextLength { get; }

    public CachePool Caches { get; }

    /// <summary>Gets how many bytes a token takes in the cache of a request. Plain attention has two of them, which take turns.</summary>
    public long CacheBytesPerToken => (Graph.GroupQueryAttentions == 0 ? 2 : 1) * Signature.Caches.Sum(cache => (long)cache.Heads * cache.RowBytes);

    /// <inheritdoc cref="ForwardPass.Observer"/>
    public Action<int, int>? PassObserver
    {
        get => _pass.Observer;
        set => _pass.Observer = value;
    }

    public OnnxModelStatistics Statistics => _pass.Statistics with { CacheBytes = Caches.Capacity * CacheBytesPerToken };

    public bool AppendsSeveralTokens => _policy.AppendsSeveralTokens;

    public static DecoderRuntime Load(ModelFolder folder, GenAIConfig config, OnnxModelOptions options)
    {
        string path = folder.Require(config.ModelFile, "the model");
        OnnxGraph graph = OnnxGraph.Read(folder, path);
        IReadOnlyList<OnnxExecutionProvider> providers = options.ExecutionProvider is not null ? [options.ExecutionProvider] : config.Session.Providers;
        providers = providers.Count > 0 ? providers : [OnnxExecutionProvider.Cpu];
        AppendPolicy policy = AppendPolicy.For(providers, options.UseDirectMLRules);
        policy.Check(folder, graph, providers[0].ToString());
        int contextLength = ReadContextLength(folder, config, graph);
        InferenceSession session = SessionFactory.Create(folder, path, graph, providers, policy, config.Session, options);
        try
        {
            var signature = DecoderSignature.Read(folder, config, session);
            CheckAttention(folder, config, graph);
            return new(session, graph, signature, policy, options, contextLength) { Providers = providers };
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Gives back the memory of caches that were not used for some time, and what passes hold once all of them are empty.</summary>
    /// <param name="timeout">How long.</param>
    /// <returns>When to look again; <see langword="null"/> where nothing is left.</returns>
    public TimeSpan? ReleaseIdle(TimeSpan timeout)
    {
        TimeSpan? next = null;
        _policy.Exclusively(() =>
        {
            next = Caches.ReleaseIdle(timeout);
            if (next is null)
            {
                _pass.Release();
            }
        });
        return next;
    }

    public void Dispose() => _policy.Exclusively(() =>
    {
        // DirectML crashes where a tensor outlives its session.
        _pass.Dispose();
        Caches.Dispose();
        _session.Dispose();
    });

    // Where a graph turns long texts by other angles from their first token on, a text that becomes long would have to be
    // read again, and what a model writes would depend on what was asked before: such texts are not read at all.
    private static int ReadContextLength(ModelFolder folder, GenAIConfig config, OnnxGraph graph)
    {
        if (graph.RotaryRows < config.ContextLength)
        {
            throw folder.Refuse($"in genai_config.json, 'model.context_length' is {config.ContextLength}, but its graph has rotary embeddings for {graph.RotaryRows} positions only; it must be that at most");
        }

        return (int)Math.Min(config.ContextLength, graph.RotarySwitch ?? config.ContextLength);
    }

    private static void CheckAttention(ModelFolder folder, GenAIConfig config, OnnxGraph graph)
    {
        if (graph.GroupQueryAttentions > 0 && graph.GroupQueryAttentions < config.LayerCount)
        {
            throw folder.Refuse($"{graph.GroupQueryAttentions} of its {config.LayerCount} layers use GroupQueryAttention; either all must, or none");
        }
    }

    private KeyValueCache CreateCache(int growthStep)
    {
        if (Graph.GroupQueryAttentions == 0)
        {
            return new ConcatenatingCache(Signature.Caches, growthStep, ContextLength);
        }

        OrtAllocator? device = null;
        if (_policy.CacheDevice is not null)
        {
            using var memory = new OrtMemoryInfo(_policy.CacheDevice, OrtAllocatorType.DeviceAllocator, _policy.DeviceId, OrtMemType.Default);
            device = new OrtAllocator(_session, memory);
        }

        return new SharedBufferCache(Signature.Caches, device, growthStep, ContextLength, Graph.SlidingCacheWindow);
    }
}
