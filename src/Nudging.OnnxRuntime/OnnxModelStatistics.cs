namespace Nudging.OnnxRuntime;

/// <summary>What a model has computed since it was loaded, and what it holds.</summary>
/// <param name="Passes">The forward passes.</param>
/// <param name="Tokens">The tokens that were read in them.</param>
/// <param name="RunTime">The time spent in ONNX Runtime's own <c>Run</c>.</param>
public readonly record struct OnnxModelStatistics(long Passes, long Tokens, TimeSpan RunTime)
{
    /// <summary>Gets how many bytes the key/value caches of all requests take now.</summary>
    public long CacheBytes { get; init; }
}
