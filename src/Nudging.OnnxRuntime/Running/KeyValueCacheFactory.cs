using Microsoft.ML.OnnxRuntime;
using Nudging.OnnxRuntime.Graphs;

namespace Nudging.OnnxRuntime.Running;

/// <summary>Chooses the layout of the key/value caches of a graph and creates the caches.</summary>
/// <param name="session">The session that reads and writes the caches.</param>
/// <param name="graph">The graph of the session.</param>
/// <param name="specs">The tensors of a cache.</param>
/// <param name="rules">The rules of the execution provider.</param>
internal sealed class KeyValueCacheFactory(InferenceSession session, OnnxGraph graph, IReadOnlyList<CacheSpec> specs, ProviderRules rules)
{
    private bool SharesBuffer => graph.GroupQueryAttentions > 0;

    /// <summary>Gets the number of bytes that a token takes in a cache.</summary>
    public long BytesPerToken => (SharesBuffer ? 1 : ConcatenatingCache.BufferCount) * specs.Sum(spec => (long)spec.Heads * spec.RowBytes);

    /// <summary>Creates an empty cache.</summary>
    /// <param name="growthStep">The least number of tokens that the cache grows by.</param>
    /// <param name="maxTokens">The greatest number of tokens that the cache may hold.</param>
    public KeyValueCache Create(int growthStep, int maxTokens)
    {
        if (!SharesBuffer)
        {
            return new ConcatenatingCache(specs, growthStep, maxTokens);
        }

        OrtAllocator? device = null;
        if (rules.CacheDevice is not null)
        {
            using DirectMLLock.Scope scope = DirectMLLock.Enter(rules.IsDirectML);
            using var memory = new OrtMemoryInfo(rules.CacheDevice, OrtAllocatorType.DeviceAllocator, rules.DeviceId, OrtMemType.Default);
            device = new OrtAllocator(session, memory);
        }

        return new SharedBufferCache(specs, device, growthStep, maxTokens, graph.SlidingCacheWindow);
    }
}
