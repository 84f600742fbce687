namespace Nudging.OnnxRuntime;

/// <summary>The passes that a model has computed since it was loaded, and the memory of its caches.</summary>
/// <param name="Passes">The number of forward passes.</param>
/// <param name="Tokens">The number of tokens that the passes have read.</param>
/// <param name="RunTime">The time spent in <c>InferenceSession.Run</c>.</param>
public readonly record struct OnnxModelStatistics(long Passes, long Tokens, TimeSpan RunTime)
{
    /// <summary>Gets the number of bytes that the key/value caches of all requests take now.</summary>
    public long CacheBytes { get; init; }
}
