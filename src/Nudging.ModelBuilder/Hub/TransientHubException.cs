namespace Nudging.ModelBuilder.Hub;

/// <summary>A request that may succeed when repeated: a broken connection, a timeout, a busy server, an expired link.</summary>
/// <param name="message">What happened, without address parameters or tokens.</param>
/// <param name="retryAfter">The time that the server asks to wait; <see langword="null"/> where the server asks for none.</param>
/// <param name="innerException">The cause.</param>
internal sealed class TransientHubException(string message, TimeSpan? retryAfter = null, Exception? innerException = null)
    : Exception(message, innerException)
{
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
