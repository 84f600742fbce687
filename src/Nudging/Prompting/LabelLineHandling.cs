namespace Nudging.Prompting;

/// <summary>The treatment of lines in messages that begin with a label of a plain transcript, such as <c>Question:</c>.</summary>
public enum LabelLineHandling
{
    /// <summary>A space is put before the line, so that no line of a message begins with a label.</summary>
    Indent,

    /// <summary>A backslash is put before the line.</summary>
    Escape,

    /// <summary>The line is not changed: a message can write turns of the transcript.</summary>
    Keep,
}
