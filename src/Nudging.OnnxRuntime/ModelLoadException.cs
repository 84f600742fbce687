namespace Nudging.OnnxRuntime;

/// <summary>Thrown where a model cannot be loaded; the message names the model and the reason.</summary>
public sealed class ModelLoadException : Exception
{
    /// <summary>Initializes a new instance of the <see cref="ModelLoadException"/> class.</summary>
    public ModelLoadException()
    {
    }

    /// <summary>Initializes a new instance of the <see cref="ModelLoadException"/> class.</summary>
    /// <param name="message">The model and the reason.</param>
    public ModelLoadException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="ModelLoadException"/> class.</summary>
    /// <param name="message">The model and the reason.</param>
    /// <param name="innerException">The cause.</param>
    public ModelLoadException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
