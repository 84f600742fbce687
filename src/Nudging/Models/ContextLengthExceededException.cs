namespace Nudging.Models;

/// <summary>A text does not fit the context of a language model.</summary>
public sealed class ContextLengthExceededException : InvalidOperationException
{
    /// <summary>Initializes a new instance of the <see cref="ContextLengthExceededException"/> class.</summary>
    public ContextLengthExceededException()
    {
    }

    /// <summary>Initializes a new instance of the <see cref="ContextLengthExceededException"/> class.</summary>
    /// <param name="message">What does not fit where.</param>
    public ContextLengthExceededException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="ContextLengthExceededException"/> class.</summary>
    /// <param name="message">What does not fit where.</param>
    /// <param name="innerException">The cause.</param>
    public ContextLengthExceededException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
