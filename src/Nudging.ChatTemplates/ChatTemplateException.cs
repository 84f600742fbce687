namespace Nudging.ChatTemplates;

/// <summary>The exception thrown when a chat template cannot be parsed or rendered.</summary>
public sealed class ChatTemplateException : Exception
{
    /// <summary>Initializes a new instance of the <see cref="ChatTemplateException"/> class.</summary>
    public ChatTemplateException()
    {
    }

    /// <summary>Initializes a new instance of the <see cref="ChatTemplateException"/> class.</summary>
    /// <param name="message">The description of the error.</param>
    public ChatTemplateException(string message)
        : base(message)
    {
    }

    /// <summary>Initializes a new instance of the <see cref="ChatTemplateException"/> class.</summary>
    /// <param name="message">The description of the error.</param>
    /// <param name="innerException">The cause.</param>
    public ChatTemplateException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal ChatTemplateException(string message, int line, int column, bool isRaisedByTemplate = false)
        : base($"{message} (line {line}, column {column} of the chat template)")
    {
        TemplateMessage = isRaisedByTemplate ? message : null;
        Line = line;
        Column = column;
    }

    /// <summary>Gets the line of the template where the error is, counted from 1.</summary>
    /// <value>0, the default, if unknown.</value>
    public int Line { get; }

    /// <summary>Gets the column of the template where the error is, counted from 1.</summary>
    /// <value>0, the default, if unknown.</value>
    public int Column { get; }

    /// <summary>Gets a value indicating whether the template called <c>raise_exception</c>.</summary>
    public bool IsRaisedByTemplate => TemplateMessage is not null;

    /// <summary>Gets the message that the template passed to <c>raise_exception</c>, without the position.</summary>
    /// <value><see langword="null"/> unless <see cref="IsRaisedByTemplate"/>. In place of text of a variable, such as a message, the value has the number of its characters.</value>
    public string? TemplateMessage { get; }
}
