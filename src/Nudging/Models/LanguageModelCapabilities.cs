namespace Nudging.Models;

/// <summary>The capabilities of an engine. Callers read the capabilities before a request, so that a request that needs more is refused before any work.</summary>
/// <remarks>Each capability is <see langword="false"/> by default: an engine sets the capabilities that the engine has.</remarks>
public sealed record LanguageModelCapabilities
{
    /// <summary>Gets a value indicating whether <see cref="ILanguageModelSession.ScoreAsync"/> costs one forward pass for a whole draft.</summary>
    /// <value>
    /// The default is <see langword="false"/>: scoring costs one pass per position, and the nudging decoder calls the model once
    /// per word instead. The output does not depend on this value.
    /// </value>
    public bool ScoresDraftInOnePass { get; init; }

    /// <summary>Gets a value indicating whether <see cref="ILanguageModelSession.GetLogProbabilitiesAsync"/> is supported.</summary>
    /// <value>The default is <see langword="false"/>: requests for log-probabilities are refused.</value>
    public bool LogProbabilities { get; init; }

    /// <summary>Gets a value indicating whether <see cref="SamplingOptions.Constraint"/> is enforced.</summary>
    /// <value>The default is <see langword="false"/>: requests with a constraint (a JSON schema, a required tool call) are refused.</value>
    public bool Constraints { get; init; }

    /// <summary>
    /// Gets a value indicating whether a sampled token depends on nothing but the seed, the probabilities and the token's
    /// position in the text.
    /// </summary>
    /// <value>
    /// The default is <see langword="false"/>: the same call may draw another token. The decoder then uses no drafts while sampling,
    /// and a seed does not make answers reproducible. Without effect at temperature 0.
    /// </value>
    public bool PositionKeyedSampling { get; init; }

    /// <summary>Gets a value indicating whether token counts are those of the model's own tokenizer.</summary>
    /// <value>The default is <see langword="false"/>: counts are estimates.</value>
    public bool ExactTokenCounts { get; init; }
}
