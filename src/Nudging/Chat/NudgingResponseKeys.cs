using Nudging.Decoding;
using Nudging.Models;

namespace Nudging.Chat;

/// <summary>The keys under which an answer carries its nudging data.</summary>
/// <remarks>
/// An answer carries this data in <c>AdditionalProperties</c> of Microsoft.Extensions.AI, and thereby in <c>Metadata</c> of
/// Semantic Kernel: each streamed piece of text has <see cref="Source"/>; the last update, and a whole answer, have the other values.
/// </remarks>
public static class NudgingResponseKeys
{
    /// <summary>The model that wrote a streamed piece of text: <see cref="TextSourceNames.Base"/> or <see cref="TextSourceNames.Aligned"/> (<see cref="string"/>).</summary>
    public const string Source = "source";

    /// <summary>
    /// The reason why the answer ended: the name of a <see cref="NudgingStopReason"/> (<see cref="string"/>). With
    /// <see cref="NudgingStopReason.ConstraintClosed"/>, the finish reason is <c>length</c>, or <c>tool_calls</c>, and the answer is complete.
    /// </summary>
    public const string StopReason = "stopReason";

    /// <summary>The <see cref="NudgingResult.NudgingRatio"/> (<see cref="double"/>).</summary>
    public const string NudgingRatio = "nudgingRatio";

    /// <summary>The number of rounds (<see cref="int"/>).</summary>
    public const string Rounds = "rounds";

    /// <summary>The number of tokens of the answer, counted by the base model's tokenizer (<see cref="int"/>).</summary>
    public const string OutputTokens = "outputTokens";

    /// <summary>The whole answer in pieces by model: a list of <see cref="TextSegment"/>.</summary>
    public const string Segments = "segments";

    /// <summary>
    /// The base model's log-probabilities, if <see cref="NudgingOptions.LogProbabilities"/> is set: a list of
    /// <see cref="TokenLogProbability"/>.
    /// </summary>
    public const string LogProbabilities = "logprobs";
}
