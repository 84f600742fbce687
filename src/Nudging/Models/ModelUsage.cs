namespace Nudging.Models;

/// <summary>What a request has cost a model so far.</summary>
/// <param name="Passes">The forward passes.</param>
/// <param name="ComputedTokens">The tokens that were read in them, those of the prompt included.</param>
/// <param name="CachedTokens">The tokens of the prompt that a cache held already from requests before, so that they were not computed.</param>
/// <remarks>A model that runs elsewhere may not know; what is not known is 0.</remarks>
public readonly record struct ModelUsage(int Passes, int ComputedTokens, int CachedTokens)
{
    /// <summary>Gets how long the request's calls have waited for calls of other requests to end.</summary>
    public TimeSpan WaitTime { get; init; }
}
