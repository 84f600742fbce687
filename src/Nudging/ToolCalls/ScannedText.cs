namespace Nudging.ToolCalls;

/// <summary>The next part of a scanned text.</summary>
/// <param name="End">Where it ends in the text.</param>
/// <param name="Kind">What it is.</param>
internal sealed record ScannedText(int End, ScannedKind Kind)
{
    /// <summary>Gets the calls.</summary>
    /// <value>Empty unless it is some.</value>
    public IReadOnlyList<ToolCall> Calls { get; init; } = [];

    /// <summary>Gets why it cannot be read.</summary>
    /// <value><see langword="null"/> unless it is malformed.</value>
    public string? Reason { get; init; }
}

/// <summary>What a part of a text is.</summary>
internal enum ScannedKind
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>One or several calls.</summary>
    Calls,

    /// <summary>What began as a call and cannot be read.</summary>
    Malformed,
}
