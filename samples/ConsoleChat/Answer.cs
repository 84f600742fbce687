using System.Text.Json;
using System.Text.Json.Serialization;
using Nudging.Chat;
using Nudging.Decoding;
using Nudging.Models;

namespace ConsoleChat;

/// <summary>An answer with the model of each segment, in the shape that --json prints.</summary>
internal sealed record Answer(
    string Question,
    [property: JsonPropertyName("answer")] string Text,
    IReadOnlyList<AnswerSegment> Segments,
    string StopReason,
    double NudgingRatio,
    int OutputTokens,
    double Seconds)
{
    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerDefaults.Web);

    /// <summary>Whether the model, not a limit, ended the answer after a whole sentence.</summary>
    [JsonIgnore]
    public bool EndedByItself =>
        StopReason is nameof(NudgingStopReason.AlignedModelStopped) or nameof(ContinuationFinishReason.EndOfSequence)
        && Text.TrimEnd() is [.., '.' or '!' or '?'];

    public static Answer Nudged(string question, NudgingResult result, TimeSpan time) => new(
        question,
        result.Text,
        [.. result.Segments.Select(segment => new AnswerSegment(segment.Text, TextSourceNames.NameOf(segment.Source)))],
        result.StopReason.ToString(),
        result.NudgingRatio,
        result.OutputTokens,
        time.TotalSeconds);

    /// <summary>An answer by one model; its nudging ratio is 0 for the base model and 1 for the aligned model.</summary>
    public static Answer Alone(string question, Continuation continuation, string source, TimeSpan time) => new(
        question,
        continuation.Text,
        continuation.Text.Length == 0 ? [] : [new AnswerSegment(continuation.Text, source)],
        continuation.FinishReason.ToString(),
        source == TextSourceNames.Aligned ? 1 : 0,
        continuation.Tokens.Count,
        time.TotalSeconds);

    /// <summary>Writes a value as one line of JSON.</summary>
    public static string ToJson<T>(T value) => JsonSerializer.Serialize(value, JsonOptions);
}
