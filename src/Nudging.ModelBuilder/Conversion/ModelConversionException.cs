namespace Nudging.ModelBuilder.Conversion;

/// <summary>The exception that is thrown when a model cannot be converted.</summary>
/// <remarks>The message names the file, the field or tensor, the value found, and what would be right.</remarks>
public sealed class ModelConversionException : Exception
{
    /// <summary>Initializes a new instance of the <see cref="ModelConversionException"/> class.</summary>
    public ModelConversionException()
    {
    }

    /// <summary>Initializes a new instance of the <see cref="ModelConversionException"/> class.</summary>
    /// <param name="message">The message.</param>
    public ModelConversionException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="ModelConversionException"/> class.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause.</param>
    public ModelConversionException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
