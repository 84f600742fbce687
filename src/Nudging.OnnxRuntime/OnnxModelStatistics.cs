namespace Nudging.OnnxRuntime;

/// <summary>The passes that a model has computed since it was loaded, and the memory of its caches.</summary>
public readonly record struct OnnxModelStatistics
{
    /// <summary>Gets the number of forward passes.</summary>
    public long Passes { get; init; }

    /// <summary>Gets the number of tokens that the passes have read.</summary>
    public long Tokens { get; init; }

    /// <summary>Gets the time spent in <c>InferenceSession.Run</c>.</summary>
    public TimeSpan RunTime { get; init; }

    /// <summary>Gets the number of bytes that the key/value caches of all requests take now.</summary>
    public long CacheBytes { get; init; }
}
