namespace Nudging.Models;

/// <summary>The cost of a request to a model so far.</summary>
/// <remarks>A remote engine may not know all values; an unknown value is 0.</remarks>
public readonly record struct ModelUsage
{
    /// <summary>Gets the number of forward passes.</summary>
    public int Passes { get; init; }

    /// <summary>Gets the number of tokens that the passes read, including those of the prompt.</summary>
    public int ComputedTokens { get; init; }

    /// <summary>Gets the number of prompt tokens that were not computed, because a cache held them from earlier requests.</summary>
    public int CachedTokens { get; init; }

    /// <summary>Gets the time that the calls of the request waited for calls of other requests.</summary>
    public TimeSpan WaitTime { get; init; }
}
