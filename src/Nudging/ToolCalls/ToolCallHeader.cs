namespace Nudging.ToolCalls;

/// <summary>What a syntax finds between a function's name and its arguments.</summary>
/// <param name="Length">The length of the text that was read, without the name.</param>
/// <param name="Name">The function's name; <see langword="null"/> where the text is not a call, or not yet long enough.</param>
/// <param name="Error">The reason why the text is not a call; <see langword="null"/> where it may be one.</param>
internal readonly record struct ToolCallHeader(int Length, string? Name, string? Error)
{
    /// <summary>Gets the result for a text that must be longer to be understood.</summary>
    public static ToolCallHeader Incomplete => default;

    /// <summary>Gets the result for a text that is not a call.</summary>
    public static ToolCallHeader Invalid => new(0, null, ToolCallSyntax.NoName);
}
