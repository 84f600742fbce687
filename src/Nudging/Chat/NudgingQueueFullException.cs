namespace Nudging.Chat;

/// <summary>A request is turned away because as many wait already as <see cref="NudgingPairOptions.MaxQueuedRequests"/> allows.</summary>
public sealed class NudgingQueueFullException : InvalidOperationException
{
    /// <summary>Initializes a new instance of the <see cref="NudgingQueueFullException"/> class.</summary>
    public NudgingQueueFullException()
    {
    }

    /// <summary>Initializes a new instance of the <see cref="NudgingQueueFullException"/> class.</summary>
    /// <param name="message">How many wait for what.</param>
    public NudgingQueueFullException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="NudgingQueueFullException"/> class.</summary>
    /// <param name="message">How many wait for what.</param>
    /// <param name="innerException">The cause.</param>
    public NudgingQueueFullException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
