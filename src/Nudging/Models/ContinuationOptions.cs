namespace Nudging.Models;

/// <summary>How far <see cref="ILanguageModelSession.ContinueAsync"/> goes.</summary>
public sealed record ContinuationOptions
{
    /// <summary>Gets the most tokens to produce, at least 1.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>Gets the floor: the continuation ends before the first token whose top-1 probability is below it.</summary>
    /// <value>A probability; 0, the default, never ends a continuation.</value>
    public float MinTopProbability { get; init; }

    /// <summary>Gets a value indicating whether the first token is exempt from <see cref="MinTopProbability"/>.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool AlwaysAcceptFirst { get; init; }

    /// <summary>Gets a text that may well follow, which the model can read in one pass instead of writing it token by token.</summary>
    /// <value>
    /// The default is <see langword="null"/>: none. With a draft, the continuation has the same tokens as without, but
    /// ends after the first one that the draft does not go on with.
    /// </value>
    public string? Draft { get; init; }

    /// <summary>Gets the texts that end the continuation; the first one found and all that follows it is cut off.</summary>
    /// <value>The default is none.</value>
    public IReadOnlyList<string> StopStrings { get; init; } = [];
}
