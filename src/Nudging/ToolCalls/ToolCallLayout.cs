namespace Nudging.ToolCalls;

/// <summary>The text around and between the JSON objects of the calls of one answer.</summary>
internal sealed record ToolCallLayout
{
    /// <summary>Gets the text before the first call.</summary>
    public string Start { get; init; } = "";

    /// <summary>Gets the text before each call.</summary>
    public string CallStart { get; init; } = "";

    /// <summary>Gets the text after each call.</summary>
    public string CallEnd { get; init; } = "";

    /// <summary>Gets the text between two calls.</summary>
    public required string Separator { get; init; }

    /// <summary>Gets the text after the last call.</summary>
    public string End { get; init; } = "";
}
