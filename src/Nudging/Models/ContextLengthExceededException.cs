namespace Nudging.Models;

/// <summary>The exception for a text that does not fit the context of a language model.</summary>
public sealed class ContextLengthExceededException : InvalidOperationException
{
    /// <summary>Initializes a new instance of the <see cref="ContextLengthExceededException"/> class.</summary>
    public ContextLengthExceededException()
    {
    }

    /// <summary>Initializes a new instance of the <see cref="ContextLengthExceededException"/> class.</summary>
    /// <param name="message">The lengths of the text and of the context.</param>
    public ContextLengthExceededException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="ContextLengthExceededException"/> class.</summary>
    /// <param name="message">The lengths of the text and of the context.</param>
    /// <param name="innerException">The cause.</param>
    public ContextLengthExceededException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
