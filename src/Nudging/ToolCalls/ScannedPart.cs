namespace Nudging.ToolCalls;

/// <summary>A part of a scanned text.</summary>
/// <param name="Start">The index in the text at which the part begins.</param>
/// <param name="End">The index in the text at which the part ends.</param>
/// <param name="Kind">The part's kind.</param>
internal sealed record ScannedPart(int Start, int End, ScannedPartKind Kind)
{
    /// <summary>Gets the calls in the part.</summary>
    /// <value>Empty unless the part is of the kind <see cref="ScannedPartKind.Calls"/>.</value>
    public IReadOnlyList<ToolCall> Calls { get; init; } = [];

    /// <summary>Gets the reason why the part cannot be read as a call.</summary>
    /// <value><see langword="null"/> unless the part is of the kind <see cref="ScannedPartKind.Malformed"/>.</value>
    public string? Reason { get; init; }
}

/// <summary>The kind of a part of a scanned text.</summary>
internal enum ScannedPartKind
{
    /// <summary>Text without a call.</summary>
    Text,

    /// <summary>The end of the text so far, which more text may turn into the beginning of a call.</summary>
    Possible,

    /// <summary>A call that has begun and has not ended.</summary>
    Open,

    /// <summary>A call that has ended and cannot be read.</summary>
    Malformed,

    /// <summary>One or more calls.</summary>
    Calls,
}
