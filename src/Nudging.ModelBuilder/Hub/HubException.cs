namespace Nudging.ModelBuilder.Hub;

/// <summary>A model cannot be downloaded. The message says why, and what can be done.</summary>
public sealed class HubException : Exception
{
    /// <summary>Creates an exception.</summary>
    public HubException()
    {
    }

    /// <summary>Creates an exception with a message.</summary>
    /// <param name="message">Why the model cannot be downloaded.</param>
    public HubException(string message)
        : base(message)
    {
    }

    /// <summary>Creates an exception with a message and a cause.</summary>
    /// <param name="message">Why the model cannot be downloaded.</param>
    /// <param name="innerException">The cause.</param>
    public HubException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal HubException(HubError error, string message, Exception? innerException = null)
        : base(message, innerException) => Error = error;

    /// <summary>Gets the kind of error.</summary>
    /// <value>Default <see cref="HubError.Other"/>.</value>
    public HubError Error { get; }
}
