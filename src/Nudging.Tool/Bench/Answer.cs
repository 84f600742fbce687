using Nudging.Decoding;

namespace Nudging.Tool.Bench;

/// <summary>An answer to a question.</summary>
/// <param name="Segments">The text in segments, each by one model.</param>
/// <param name="Tokens">The number of tokens: of the base model, unless the aligned model writes alone.</param>
/// <param name="DraftedTokens">The number of draft tokens that the base model scored.</param>
/// <param name="AcceptedDraftTokens">The number of draft tokens that became output.</param>
internal sealed record Answer(IReadOnlyList<TextSegment> Segments, int Tokens, int DraftedTokens = 0, int AcceptedDraftTokens = 0)
{
    public bool HasSameSegmentsAs(Answer other) => Segments.SequenceEqual(other.Segments);
}
