namespace Nudging.Chat;

/// <summary>The names under which a nudged answer carries what is known about it, and under which a request carries settings.</summary>
/// <remarks>
/// Answers carry them in <c>AdditionalProperties</c> of Microsoft.Extensions.AI and thereby in <c>Metadata</c> of Semantic
/// Kernel; settings go into <c>ChatOptions.AdditionalProperties</c> or <c>PromptExecutionSettings.ExtensionData</c>.
/// </remarks>
public static class NudgingMetadata
{
    /// <summary>Who wrote a streamed piece of text: <see cref="SourceBase"/> or <see cref="SourceAligned"/>.</summary>
    public const string Source = "source";

    /// <summary>The base model wrote it.</summary>
    public const string SourceBase = "base";

    /// <summary>The aligned model wrote it: a nudge.</summary>
    public const string SourceAligned = "aligned";

    /// <summary>Why the answer ended: the name of a <see cref="Decoding.NudgingStopReason"/> (<see cref="string"/>).</summary>
    public const string StopReason = "stopReason";

    /// <summary>Words of all nudges but the closing one, over words of the answer (<see cref="double"/>, 0 to 1).</summary>
    public const string NudgingRatio = "nudgingRatio";

    /// <summary>The number of rounds (<see cref="int"/>).</summary>
    public const string Rounds = "rounds";

    /// <summary>The number of base-model tokens of the answer (<see cref="int"/>).</summary>
    public const string OutputTokens = "outputTokens";

    /// <summary>The whole answer in pieces by source: a list of <see cref="Decoding.TextSegment"/>.</summary>
    public const string Segments = "segments";

    /// <summary>Setting: <see cref="Decoding.NudgingOptions.Threshold"/> for one request (a number).</summary>
    public const string Threshold = "threshold";

    /// <summary>Setting: <see cref="Decoding.NudgingOptions.Lookahead"/> for one request (a whole number).</summary>
    public const string Lookahead = "lookahead";

    /// <summary>Setting: <see cref="Decoding.NudgingOptions.MaxRounds"/> for one request (a whole number).</summary>
    public const string MaxRounds = "max_rounds";

    /// <summary>Setting: <see cref="Decoding.NudgingOptions.Mode"/> for one request (the name of a <see cref="Decoding.NudgingMode"/>).</summary>
    public const string Mode = "mode";

    /// <summary>Setting: <see cref="Decoding.NudgingOptions.MinP"/> for one request (a number).</summary>
    public const string MinP = "min_p";

    /// <summary>Setting: <see cref="Decoding.NudgingOptions.RepetitionPenalty"/> for one request (a number).</summary>
    public const string RepetitionPenalty = "repetition_penalty";

    /// <summary>
    /// Setting: <see cref="Decoding.NudgingOptions.LogProbabilities"/> for one request (true or false). In the answer, if
    /// they were asked for: a list of <see cref="Models.TokenLogProbability"/>, the base model's tokens of the answer.
    /// </summary>
    public const string LogProbabilities = "logprobs";

    /// <summary>Gets the name of a source.</summary>
    /// <param name="source">The source.</param>
    /// <returns><see cref="SourceBase"/> or <see cref="SourceAligned"/>.</returns>
    public static string NameOf(Decoding.TextSource source) => source == Decoding.TextSource.Base ? SourceBase : SourceAligned;
}
