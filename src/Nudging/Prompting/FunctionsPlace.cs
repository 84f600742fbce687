namespace Nudging.Prompting;

/// <summary>The place where a chat template reads the functions that a model may call.</summary>
internal enum FunctionsPlace
{
    /// <summary>The template reads no functions; the functions are text of the system message.</summary>
    Text,

    /// <summary>The variable <c>tools</c> of the template.</summary>
    Variable,

    /// <summary>A property of the system message.</summary>
    SystemMessage,
}
