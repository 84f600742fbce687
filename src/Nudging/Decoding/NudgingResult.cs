using Nudging.Models;
using Nudging.ToolCalls;

namespace Nudging.Decoding;

/// <summary>The result of a nudged generation.</summary>
public sealed record NudgingResult
{
    /// <summary>Gets the output: the texts of all published segments, joined.</summary>
    public required string Text { get; init; }

    /// <summary>Gets the output in pieces; adjacent pieces of one source are joined.</summary>
    public required IReadOnlyList<TextSegment> Segments { get; init; }

    /// <summary>Gets the nudges in order, including the closing nudge.</summary>
    public required IReadOnlyList<string> Nudges { get; init; }

    /// <summary>Gets the text that each round appended to the output, before the final trimming.</summary>
    public required IReadOnlyList<string> Rounds { get; init; }

    /// <summary>Gets the reason why the generation ended.</summary>
    public required NudgingStopReason StopReason { get; init; }

    /// <summary>Gets the number of base-model tokens of <see cref="Text"/>.</summary>
    public required int OutputTokens { get; init; }

    /// <summary>Gets the nudging ratio: the words of all nudges except the last non-empty nudge, over the words of the output before trimming.</summary>
    /// <value>0 to 1. An empty output counts as one word. The formula is that of the authors' program (arXiv 2410.09300).</value>
    public required double NudgingRatio { get; init; }

    /// <summary>Gets the number of draft tokens that the base model has read.</summary>
    /// <value>0 with <see cref="NudgingMode.Sequential"/>.</value>
    public int DraftedTokens { get; init; }

    /// <summary>Gets the base model's log-probability of each base-model token of <see cref="Text"/>.</summary>
    /// <value>
    /// <see langword="null"/> where <see cref="NudgingOptions.LogProbabilities"/> is not set, or where the text
    /// does not fit the base model's context. The texts of the tokens, joined, are <see cref="Text"/>.
    /// </value>
    public IReadOnlyList<TokenLogProbability>? LogProbabilities { get; init; }

    /// <summary>Gets the number of <see cref="DraftedTokens"/> that became output unchanged.</summary>
    public int AcceptedDraftTokens { get; init; }

    /// <summary>Gets the number of tokens of the base model's prompt, as the model counts them.</summary>
    public int BasePromptTokens { get; init; }

    /// <summary>Gets the number of tokens of the aligned model's prompt, as the model counts them.</summary>
    public int AlignedPromptTokens { get; init; }

    /// <summary>Gets the cost of the request to the base model.</summary>
    public ModelUsage BaseUsage { get; init; }

    /// <summary>Gets the cost of the request to the aligned model.</summary>
    public ModelUsage AlignedUsage { get; init; }

    /// <summary>Gets the time that the request waited for its turn.</summary>
    /// <value>Zero for a result of a <see cref="NudgingDecoder"/>: only a pair has a queue.</value>
    public TimeSpan QueueTime { get; init; }

    /// <summary>Gets the parts of <see cref="Text"/>: text and tool calls.</summary>
    /// <value>In order. Empty where no functions are offered.</value>
    internal IReadOnlyList<ScannedPart> Parts { get; init; } = [];
}

/// <summary>The reason why a nudged generation ended.</summary>
public enum NudgingStopReason
{
    /// <summary>The aligned model ended the answer within its lookahead.</summary>
    AlignedModelStopped,

    /// <summary>The same nudge repeated three times in a row.</summary>
    RepeatedNudges,

    /// <summary>The output has <see cref="NudgingOptions.MaxOutputTokens"/> tokens, or a context is full.</summary>
    Length,

    /// <summary>The generation has taken <see cref="NudgingOptions.MaxRounds"/> rounds.</summary>
    Rounds,

    /// <summary>A stop sequence of the caller occurred in the output.</summary>
    StopSequence,

    /// <summary>The model called a function, and the request allows one call.</summary>
    FunctionCall,

    /// <summary>The constraint allows no further output: a JSON document is complete, for example.</summary>
    ConstraintCompleted,

    /// <summary>
    /// The output under a constraint reached the limit of tokens, filled a context or repeated itself, and was completed by the shortest
    /// text that the constraint allows. The output is complete.
    /// </summary>
    ConstraintClosed,
}
