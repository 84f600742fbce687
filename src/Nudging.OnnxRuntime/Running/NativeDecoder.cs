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

    private NativeDecoder(InferenceSession session, KeyValueCache cache, ForwardPass pass, AppendPolicy policy)
    {
        _session = session;
        _cache = cache;
        _pass = pass;
        _policy = policy;
        Sequence = new(cache, pass, policy);
    }

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
        InferenceSession session = SessionFactory.Create(folder, path, providers, policy, config.Session, options);
        try
        {
            var signature = DecoderSignature.Read(folder, config, session);
            KeyValueCache cache = CreateCache(folder, config, graph, signature, session, policy, options.CacheGrowthStep);
            return new(session, cache, new ForwardPass(session, signature, cache, policy), policy);
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

    private static KeyValueCache CreateCache(
        ModelFolder folder, GenAIConfig config, OnnxGraph graph, DecoderSignature signature, InferenceSession session, AppendPolicy policy, int growthStep)
    {
        if (graph.GroupQueryAttentions == 0)
        {
            return new ConcatenatingCache(signature.Caches, growthStep, config.ContextLength);
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

        return new SharedBufferCache(signature.Caches, device, growthStep, config.ContextLength);
    }
}
