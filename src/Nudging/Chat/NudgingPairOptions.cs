namespace Nudging.Chat;

/// <summary>How a <see cref="NudgingPair"/> serves many requests.</summary>
/// <remarks>Each property checks its value when it is set. The pair reads them when it is created.</remarks>
public sealed class NudgingPairOptions
{
    private int? _maxConcurrentRequests;
    private int _maxQueuedRequests = 1000;

    /// <summary>Gets or sets how many requests are served at once at most.</summary>
    /// <value>
    /// At least 1. The default is <see langword="null"/>: as many as both models can have under way. A greater number
    /// than that makes no difference.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int? MaxConcurrentRequests
    {
        get => _maxConcurrentRequests;
        set => _maxConcurrentRequests = value is null or >= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"{nameof(MaxConcurrentRequests)} is {value}; it must be at least 1, or null for what the models can.");
    }

    /// <summary>Gets or sets how many requests may wait for their turn at most.</summary>
    /// <value>At least 0, which turns away whoever cannot be served at once. The default is 1000.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int MaxQueuedRequests
    {
        get => _maxQueuedRequests;
        set => _maxQueuedRequests = value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"{nameof(MaxQueuedRequests)} is {value}; it must be at least 0.");
    }

    /// <summary>Returns a copy that later changes to this instance do not reach.</summary>
    /// <returns>The copy.</returns>
    public NudgingPairOptions Clone() => (NudgingPairOptions)MemberwiseClone();
}
