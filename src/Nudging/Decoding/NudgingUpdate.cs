using Nudging.ToolCalls;

namespace Nudging.Decoding;

/// <summary>A step of a nudged generation: a piece of text, or at the end the result.</summary>
/// <remarks>Published text does not change any more.</remarks>
public sealed record NudgingUpdate
{
    /// <summary>Gets the next piece of text.</summary>
    /// <value><see langword="null"/> in the last update.</value>
    public TextSegment? Segment { get; init; }

    /// <summary>Gets the result of the whole generation.</summary>
    /// <value><see langword="null"/> in every update but the last.</value>
    public NudgingResult? Result { get; init; }

    /// <summary>Gets the parts of the answer that have become known to be text or tool calls.</summary>
    /// <value>In order, with places in the answer. Text may be told in several pieces. Empty where no functions are offered.</value>
    internal IReadOnlyList<ScannedPart> Parts { get; init; } = [];
}
