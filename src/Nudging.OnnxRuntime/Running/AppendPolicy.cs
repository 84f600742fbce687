using Microsoft.ML.OnnxRuntime;
using Nudging.OnnxRuntime.Folders;
using Nudging.OnnxRuntime.Graphs;

namespace Nudging.OnnxRuntime.Running;

/// <summary>What a provider allows when tokens are appended to a key/value cache. The one place that knows.</summary>
/// <remarks>
/// DirectML's GroupQueryAttention takes the past for empty when several tokens come at once, ignores its own rotary
/// embedding, and reads the cache rightly only where past and present are one buffer in its own memory; none of this
/// is reported as an error. A DirectML session may be used by one thread at a time.
/// </remarks>
internal sealed class AppendPolicy
{
    // So much of a text may be appended token by token before a new start with the whole text is cheaper: a pass over
    // a whole text costs a card little more than some passes over one token.
    private const int FewTokens = 8;
    private const int FewOfText = 16;

    private static readonly object OneAtATime = new();

    private readonly bool _directMLRules;
    private readonly bool _isCpu;

    private AppendPolicy(bool directMLRules, bool isCpu, string? cacheDevice, int deviceId)
    {
        _directMLRules = directMLRules;
        _isCpu = isCpu;
        CacheDevice = cacheDevice;
        DeviceId = deviceId;
    }

    /// <summary>Gets a value indicating whether several tokens may be appended to what is in the cache.</summary>
    public bool AppendsSeveralTokens => !_directMLRules;

    /// <summary>Gets ONNX Runtime's name of the device memory for the cache; <see langword="null"/> for ordinary memory.</summary>
    public string? CacheDevice { get; }

    /// <summary>Gets the number of the device that holds the cache.</summary>
    public int DeviceId { get; }

    public static AppendPolicy For(IReadOnlyList<OnnxExecutionProvider> providers, bool useDirectMLRules)
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

    /// <summary>Tells why DirectML would silently compute a model wrongly; <see langword="null"/> if it is right there.</summary>
    public static string? FaultOnDirectML(OnnxGraph graph) =>
        graph.HasFusedRotary ? "its GroupQueryAttention does the rotary embedding itself (do_rotary = 1), which DirectML ignores, so that its answers would be wrong"
        : graph.GroupQueryAttentions == 0 ? "it has no GroupQueryAttention, and only that is known to be right"
        : null;

    /// <summary>Refuses a model that would silently be computed wrongly.</summary>
    public void Check(ModelFolder folder, OnnxGraph graph, string provider)
    {
        if (_directMLRules && FaultOnDirectML(graph) is string fault)
        {
            throw folder.Refuse($"{fault} on '{provider}'; export the model for DirectML (separate RotaryEmbedding nodes fed by position_ids), or run it on another provider");
        }

        if (graph.HasFusedNorm && _isCpu)
        {
            throw folder.Refuse($"its GroupQueryAttention normalizes queries and keys itself, which '{provider}' cannot; export the model for the processor, or with fuse_qk_norm_gqa=false");
        }

        // The processor's kernel drops nothing from a cache that has room for the whole text; CUDA's takes no such cache.
        if (graph.SlidingCacheWindow > 0 && !_isCpu)
        {
            throw folder.Refuse($"its attention drops from the cache what is out of its window (sliding_window_cache = 1), so that it cannot be rewound on '{provider}'; export the model with windowed_kv_cache=false, or run it on the processor");
        }
    }

    public void Configure(SessionOptions options)
    {
        if (_directMLRules)
        {
            options.EnableMemoryPattern = false;
            options.ExecutionMode = ExecutionMode.ORT_SEQUENTIAL;
        }
    }

    /// <summary>Tells how much of the cache to keep before a text is appended.</summary>
    /// <param name="cached">How many tokens of the text the cache holds.</param>
    /// <param name="total">How many tokens the text has.</param>
    public int Keep(int cached, int total) =>
        AppendsSeveralTokens || total - cached <= Math.Max(FewTokens, total / FewOfText) ? cached : 0;

    /// <summary>Tells how many tokens the next pass appends.</summary>
    /// <param name="cached">How many tokens the cache holds.</param>
    /// <param name="remaining">How many are to be appended in all.</param>
    /// <param name="mostRows">How many a pass should have at most where it is free to be short.</param>
    /// <param name="rowLimit">How many a pass can have at all.</param>
    public int PassLength(int cached, int remaining, int mostRows, int rowLimit)
    {
        if (AppendsSeveralTokens)
        {
            return Math.Min(remaining, mostRows);
        }

        return cached == 0 ? Math.Min(remaining, rowLimit) : 1;
    }

    /// <summary>Does something with a session, alone in the process where the provider needs it.</summary>
    public void Exclusively(Action action) => Exclusively(action, static action => action());

    /// <summary>Does something with a session, alone in the process where the provider needs it.</summary>
    public void Exclusively<T>(T argument, Action<T> action)
    {
        if (!_directMLRules)
        {
            action(argument);
            return;
        }

        lock (OneAtATime)
        {
            action(argument);
        }
    }
}
