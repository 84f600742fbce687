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

/// <summary>A piece of an answer.</summary>
/// <param name="Source">Who wrote it: <c>base</c> or <c>aligned</c>.</param>
/// <param name="Text">The text.</param>
internal sealed record ChatSegment(string? Source, string Text);
