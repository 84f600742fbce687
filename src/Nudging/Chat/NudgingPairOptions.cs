using Nudging.Models;

namespace Nudging.Chat;

/// <summary>The limits on the number of requests of a <see cref="NudgingPair"/>.</summary>
/// <remarks>Each property checks its value when it is set. The pair reads the options once, when it is created.</remarks>
public sealed class NudgingPairOptions
{
    /// <summary>Gets or sets the maximum number of requests that are served at once.</summary>
    /// <value>
    /// At least 1. The default is <see langword="null"/>: the number of requests that both models can serve at once. The pair
    /// never serves more requests at once than that number.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int? MaxConcurrentRequests
    {
        get;
        set => field = OptionGuard.Check(value, value >= 1, "at least 1, or null for as many as the models can serve");
    }

    /// <summary>Gets or sets the maximum number of requests that wait for their turn.</summary>
    /// <value>At least 0; at 0 a request that cannot be served at once is refused. The default is 1000.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MaxQueuedRequests
    {
        get;
        set => field = OptionGuard.Check(value, value >= 0, "at least 0");
    } = 1000;
}
