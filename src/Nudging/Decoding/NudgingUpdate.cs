using Nudging.ToolCalls;

namespace Nudging.Decoding;

/// <summary>An update of a nudged generation: a piece of text, or, in the last update, the result.</summary>
/// <remarks>Published text does not change.</remarks>
public sealed record NudgingUpdate
{
    /// <summary>Gets the next piece of text.</summary>
    /// <value><see langword="null"/> in the last update.</value>
    public TextSegment? Segment { get; init; }

    /// <summary>Gets the result of the whole generation.</summary>
    /// <value><see langword="null"/> in each update except the last.</value>
    public NudgingResult? Result { get; init; }

    /// <summary>Gets the parts of the answer whose kind, text or tool call, became known.</summary>
    /// <value>In order, with places in the answer. Text may come in several pieces. Empty where no functions are offered.</value>
    internal IReadOnlyList<ScannedPart> Parts { get; init; } = [];
}
