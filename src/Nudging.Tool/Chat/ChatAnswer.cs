using System.Text.Json.Serialization;
using Nudging.Chat;
using Nudging.Decoding;
using Nudging.Models;

namespace Nudging.Tool.Chat;

/// <summary>An answer with the model of each segment, in the shape that --json prints.</summary>
internal sealed record ChatAnswer
{
    public required string Question { get; init; }

    [JsonPropertyName("answer")]
    public required string Text { get; init; }

    public required IReadOnlyList<AnswerSegment> Segments { get; init; }

    public required string StopReason { get; init; }

    /// <summary>The share of words by the aligned model: 0 for the base model alone, 1 for the aligned model alone.</summary>
    public required double NudgingRatio { get; init; }

    public required int OutputTokens { get; init; }

    public required double Seconds { get; init; }

    public static ChatAnswer Nudged(string question, NudgingResult result, TimeSpan time) => new()
    {
        Question = question,
        Text = result.Text,
        Segments = [.. result.Segments.Select(segment => new AnswerSegment(segment.Text, TextSourceNames.NameOf(segment.Source)))],
        StopReason = result.StopReason.ToString(),
        NudgingRatio = result.NudgingRatio,
        OutputTokens = result.OutputTokens,
        Seconds = time.TotalSeconds,
    };

    public static ChatAnswer Alone(string question, Continuation continuation, string source, TimeSpan time) => new()
    {
        Question = question,
        Text = continuation.Text,
        Segments = continuation.Text.Length == 0 ? [] : [new AnswerSegment(continuation.Text, source)],
        StopReason = continuation.FinishReason.ToString(),
        NudgingRatio = source == TextSourceNames.Aligned ? 1 : 0,
        OutputTokens = continuation.Tokens.Count,
        Seconds = time.TotalSeconds,
    };
}
