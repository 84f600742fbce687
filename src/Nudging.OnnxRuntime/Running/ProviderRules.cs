using Microsoft.ML.OnnxRuntime;
using Nudging.OnnxRuntime.Folders;
using Nudging.OnnxRuntime.Graphs;

namespace Nudging.OnnxRuntime.Running;

/// <summary>The rules of an execution provider: how tokens are appended to a key/value cache, and which graphs are computed correctly.</summary>
/// <remarks>
/// DirectML's GroupQueryAttention ignores the past when a pass appends several tokens, ignores its own rotary
/// embedding, and reads the cache correctly only where past and present are one buffer in DirectML memory. DirectML
/// reports none of this as an error. One thread at a time may use a DirectML session.
/// </remarks>
internal sealed class ProviderRules
{
    // At most 8 tokens, or 1/16 of a text, are appended one by one. For more tokens, one pass over the whole text costs a
    // GPU less.
    private const int MaxTokensOneByOne = 8;
    private const int TokensPerTokenOneByOne = 16;

    private readonly bool _isCpu;

    private ProviderRules(bool isDirectML, bool isCpu, string? cacheDevice, int deviceId)
    {
        IsDirectML = isDirectML;
        _isCpu = isCpu;
        CacheDevice = cacheDevice;
        DeviceId = deviceId;
    }

    /// <summary>Gets a value indicating whether the rules of DirectML hold.</summary>
    public bool IsDirectML { get; }

    /// <summary>Gets a value indicating whether several tokens may be appended to a cache that is not empty.</summary>
    public bool AppendsSeveralTokens => !IsDirectML;

    /// <summary>Gets ONNX Runtime's name of the device memory for the cache; <see langword="null"/> for CPU memory.</summary>
    public string? CacheDevice { get; }

    /// <summary>Gets the number of the device that holds the cache.</summary>
    public int DeviceId { get; }

    /// <summary>Gets the rules for some providers.</summary>
    /// <param name="providers">The providers that a model runs on.</param>
    /// <param name="useDirectMLRules">Whether the rules of DirectML hold on every provider.</param>
    public static ProviderRules For(IReadOnlyList<OnnxExecutionProvider> providers, bool useDirectMLRules)
    {
        OnnxExecutionProvider? device =
            providers.FirstOrDefault(provider => provider.Kind == ExecutionProviderKind.DirectML)
            ?? providers.FirstOrDefault(provider => provider.Kind == ExecutionProviderKind.Cuda);
        return device?.Kind switch
        {
            ExecutionProviderKind.DirectML => new(true, false, "DML", device.DeviceId),
            ExecutionProviderKind.Cuda => new(useDirectMLRules, false, "Cuda", device.DeviceId),
            _ => new(useDirectMLRules, providers.All(provider => provider.Kind == ExecutionProviderKind.Cpu), null, 0),
        };
    }

    /// <summary>Gets the reason why DirectML would compute a model wrongly without an error; <see langword="null"/> if DirectML computes the model correctly.</summary>
    public static string? FaultOnDirectML(OnnxGraph graph) =>
        graph.HasFusedRotary ? "its GroupQueryAttention applies the rotary embedding itself (do_rotary = 1), which DirectML ignores, so that its answers would be wrong"
        : graph.GroupQueryAttentions == 0 ? "it has no GroupQueryAttention, and only models with GroupQueryAttention are tested there"
        : null;

    /// <summary>Refuses a model that the provider would compute wrongly without an error.</summary>
    /// <exception cref="ModelLoadException">The provider would compute the model wrongly.</exception>
    public void Check(ModelFolder folder, OnnxGraph graph, string provider)
    {
        if (IsDirectML && FaultOnDirectML(graph) is string fault)
        {
            throw folder.Refuse($"{fault} on '{provider}'; export the model for DirectML (separate RotaryEmbedding nodes fed by position_ids), or run it on another provider");
        }

        if (graph.HasFusedNorm && _isCpu)
        {
            throw folder.Refuse($"its GroupQueryAttention normalizes queries and keys itself, which '{provider}' cannot do; export the model for the CPU, or with fuse_qk_norm_gqa=false");
        }

        // The CPU kernel drops nothing from a cache that has room for the whole text; the CUDA kernel refuses such a cache.
        if (graph.SlidingCacheWindow > 0 && !_isCpu)
        {
            throw folder.Refuse($"its attention drops tokens outside its window from the cache (sliding_window_cache = 1), so that the cache cannot be rewound on '{provider}'; export the model with windowed_kv_cache=false, or run it on the CPU");
        }
    }

    /// <summary>Sets the session options that the provider requires.</summary>
    public void Configure(SessionOptions options)
    {
        if (IsDirectML)
        {
            options.EnableMemoryPattern = false;
            options.ExecutionMode = ExecutionMode.ORT_SEQUENTIAL;
        }
    }

    /// <summary>Gets the number of tokens of the cache to keep before a text is appended.</summary>
    /// <param name="cached">The number of tokens of the text in the cache.</param>
    /// <param name="total">The number of tokens of the text.</param>
    public int Keep(int cached, int total) =>
        AppendsSeveralTokens || total - cached <= Math.Max(MaxTokensOneByOne, total / TokensPerTokenOneByOne) ? cached : 0;

    /// <summary>Gets the number of tokens that the next pass appends.</summary>
    /// <param name="cached">The number of tokens in the cache.</param>
    /// <param name="remaining">The number of tokens to append in all.</param>
    /// <param name="maxRows">The number of tokens that a pass should not exceed where several passes are allowed.</param>
    /// <param name="rowLimit">The number of tokens that no pass can exceed.</param>
    public int PassLength(int cached, int remaining, int maxRows, int rowLimit)
    {
        if (AppendsSeveralTokens)
        {
            return Math.Min(remaining, maxRows);
        }

        return cached == 0 ? Math.Min(remaining, rowLimit) : 1;
    }
}
