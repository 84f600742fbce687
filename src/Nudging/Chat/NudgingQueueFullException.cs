namespace Nudging.Chat;

/// <summary>A request is refused because the maximum number of requests waits already: <see cref="NudgingPairOptions.MaxQueuedRequests"/>.</summary>
public sealed class NudgingQueueFullException : InvalidOperationException
{
    /// <summary>Initializes a new instance of the <see cref="NudgingQueueFullException"/> class.</summary>
    public NudgingQueueFullException()
    {
    }

    /// <summary>Initializes a new instance of the <see cref="NudgingQueueFullException"/> class.</summary>
    /// <param name="message">The numbers of requests that run and wait.</param>
    public NudgingQueueFullException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="NudgingQueueFullException"/> class.</summary>
    /// <param name="message">The numbers of requests that run and wait.</param>
    /// <param name="innerException">The cause.</param>
    public NudgingQueueFullException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
