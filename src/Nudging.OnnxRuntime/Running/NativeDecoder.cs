using Microsoft.ML.OnnxRuntime;
using Nudging.OnnxRuntime.Folders;
using Nudging.OnnxRuntime.Graphs;

namespace Nudging.OnnxRuntime.Running;

/// <summary>A model in native memory with its cache: owns all of it, and gives it back in the right order.</summary>
internal sealed class NativeDecoder : IDisposable
{
    private readonly AppendPolicy _policy;
    private readonly InferenceSession _session;
    private readonly KeyValueCache _cache;
    private readonly ForwardPass _pass;

    private NativeDecoder(InferenceSession session, OnnxGraph graph, DecoderSignature signature, KeyValueCache cache, ForwardPass pass, AppendPolicy policy)
    {
        _session = session;
        _cache = cache;
        _pass = pass;
        _policy = policy;
        Graph = graph;
        Signature = signature;
        Sequence = new(cache, pass, policy);
    }

    public OnnxGraph Graph { get; }

    public DecoderSignature Signature { get; }

    /// <summary>Gets what it runs on, in order.</summary>
    public required IReadOnlyList<OnnxExecutionProvider> Providers { get; init; }

    /// <summary>Gets the most tokens that it can read.</summary>
    public required int ContextLength { get; init; }

    public CachedSequence Sequence { get; }

    public OnnxModelStatistics Statistics => _pass.Statistics;

    public bool AppendsSeveralTokens => _policy.AppendsSeveralTokens;

    public static NativeDecoder Load(ModelFolder folder, GenAIConfig config, OnnxModelOptions options)
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
            KeyValueCache cache = CreateCache(folder, config, graph, signature, session, policy, options.CacheGrowthStep, contextLength);
            return new(session, graph, signature, cache, new ForwardPass(session, signature, cache, policy), policy)
            {
                Providers = providers,
                ContextLength = contextLength,
            };
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public void Dispose() => _policy.Exclusively(() =>
    {
        // DirectML crashes where a tensor outlives its session.
        _pass.Dispose();
        _cache.Dispose();
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

    private static KeyValueCache CreateCache(
        ModelFolder folder, GenAIConfig config, OnnxGraph graph, DecoderSignature signature, InferenceSession session, AppendPolicy policy, int growthStep, int contextLength)
    {
        if (graph.GroupQueryAttentions == 0)
        {
            return new ConcatenatingCache(signature.Caches, growthStep, contextLength);
        }

        if (graph.GroupQueryAttentions < config.LayerCount)
        {
            throw folder.Refuse($"{graph.GroupQueryAttentions} of its {config.LayerCount} layers use GroupQueryAttention; either all must, or none");
        }

        OrtAllocator? device = null;
        if (policy.CacheDevice is not null)
        {
            using var memory = new OrtMemoryInfo(policy.CacheDevice, OrtAllocatorType.DeviceAllocator, policy.DeviceId, OrtMemType.Default);
            device = new OrtAllocator(session, memory);
        }

        return new SharedBufferCache(signature.Caches, device, growthStep, contextLength, graph.SlidingCacheWindow);
    }
}
