using Nudging.Decoding;

namespace Nudging.Tool.Bench;

/// <summary>An answer and what it took.</summary>
internal sealed record Measurement
{
    public required Answer Answer { get; init; }

    public required TimeSpan Time { get; init; }

    public required TimeSpan TimeToFirstToken { get; init; }

    public required long BasePasses { get; init; }

    public required long AlignedPasses { get; init; }

    /// <summary>The part of the time that ONNX Runtime computed.</summary>
    public required TimeSpan RunTime { get; init; }

    public required long ManagedBytes { get; init; }
}

/// <summary>A text with its writers.</summary>
/// <param name="Segments">The text in pieces.</param>
/// <param name="Tokens">Its tokens: the base model's where that has a part in it.</param>
/// <param name="DraftedTokens">The tokens of drafts that the base model read.</param>
/// <param name="AcceptedDraftTokens">Those of them that became output.</param>
internal sealed record Answer(IReadOnlyList<TextSegment> Segments, int Tokens, int DraftedTokens = 0, int AcceptedDraftTokens = 0)
{
    public bool SaysTheSameAs(Answer other) => Segments.SequenceEqual(other.Segments);
}
