using Nudging.Models;
using Nudging.ToolCalls;

namespace Nudging.Decoding;

/// <summary>What a nudged generation came to.</summary>
public sealed record NudgingResult
{
    /// <summary>Gets the output: the texts of all published segments, joined.</summary>
    public required string Text { get; init; }

    /// <summary>Gets the output in pieces, neighbours of one source joined.</summary>
    public required IReadOnlyList<TextSegment> Segments { get; init; }

    /// <summary>Gets the nudges in order, the closing one included.</summary>
    public required IReadOnlyList<string> Nudges { get; init; }

    /// <summary>Gets what each round appended to the output, before the final trimming.</summary>
    public required IReadOnlyList<string> Rounds { get; init; }

    /// <summary>Gets why the generation ended.</summary>
    public required NudgingStopReason StopReason { get; init; }

    /// <summary>Gets the number of base-model tokens of <see cref="Text"/>.</summary>
    public required int OutputTokens { get; init; }

    /// <summary>Gets the nudging ratio: words of all nudges but the closing one, over words of the output; 0 for an empty output.</summary>
    public required double NudgingRatio { get; init; }

    /// <summary>Gets how many tokens of drafts the base model has read.</summary>
    /// <value>0 with <see cref="NudgingMode.Sequential"/>.</value>
    public int DraftedTokens { get; init; }

    /// <summary>Gets how probable the base model, by itself, finds each of its tokens of <see cref="Text"/>.</summary>
    /// <value>
    /// <see langword="null"/> where <see cref="NudgingOptions.LogProbabilities"/> does not ask for it, or where the text
    /// does not fit the base model's context. The texts of the tokens, joined, are <see cref="Text"/>.
    /// </value>
    public IReadOnlyList<TokenLogProbability>? LogProbabilities { get; init; }

    /// <summary>Gets how many of the <see cref="DraftedTokens"/> became output as they were.</summary>
    public int AcceptedDraftTokens { get; init; }

    /// <summary>Gets what the request cost the base model.</summary>
    public ModelUsage BaseUsage { get; init; }

    /// <summary>Gets what the request cost the aligned model.</summary>
    public ModelUsage AlignedUsage { get; init; }

    /// <summary>Gets how long the request waited for its turn before anything was computed.</summary>
    /// <value>Zero where a <see cref="NudgingDecoder"/> is used without a pair, which has no queue.</value>
    public TimeSpan QueueTime { get; init; }

    /// <summary>Gets the parts of <see cref="Text"/>: text and tool calls.</summary>
    /// <value>In order. Empty where no functions are offered.</value>
    internal IReadOnlyList<ScannedPart> Parts { get; init; } = [];
}

/// <summary>Why a nudged generation ended.</summary>
public enum NudgingStopReason
{
    /// <summary>The aligned model ended the answer inside its lookahead.</summary>
    AlignedModelStopped,

    /// <summary>The same nudge came up three times more in a row.</summary>
    RepeatedNudges,

    /// <summary>The output has the most tokens.</summary>
    Length,

    /// <summary>The most rounds were reached.</summary>
    Rounds,

    /// <summary>A stop sequence of the caller came up in the output.</summary>
    StopSequence,

    /// <summary>A function was called, and only one call was asked for.</summary>
    FunctionCall,

    /// <summary>The output is all that the constraint allows: a whole JSON document, say.</summary>
    ConstraintCompleted,
}
