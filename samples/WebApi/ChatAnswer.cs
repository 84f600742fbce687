using Nudging.Chat;
using Nudging.Decoding;

namespace WebApi;

/// <summary>A whole answer.</summary>
internal sealed record ChatAnswer(string Text, IReadOnlyList<ChatSegment> Segments, string StopReason, double NudgingRatio, int OutputTokens)
{
    public static ChatAnswer Of(NudgingResult result) => new(
        result.Text,
        [.. result.Segments.Select(segment => new ChatSegment(TextSourceNames.NameOf(segment.Source), segment.Text))],
        result.StopReason.ToString(),
        result.NudgingRatio,
        result.OutputTokens);
}
