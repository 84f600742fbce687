namespace Nudging.ToolCalls;

/// <summary>The text between a function's name and its arguments, as a syntax has read the text.</summary>
/// <param name="Length">The length of the text that was read, without the name.</param>
/// <param name="Name">The function's name; <see langword="null"/> where the text is not a call, or is too short.</param>
/// <param name="Error">The reason why the text is not a call; <see langword="null"/> where the text may be a call.</param>
internal readonly record struct ToolCallHeader(int Length, string? Name, string? Error)
{
    /// <summary>Gets the result for a text that is too short.</summary>
    public static ToolCallHeader Incomplete => default;

    /// <summary>Gets the result for a text that is not a call.</summary>
    public static ToolCallHeader Invalid => new(0, null, ToolCallSyntax.NoName);
}
