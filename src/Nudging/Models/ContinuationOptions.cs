namespace Nudging.Models;

/// <summary>Where a continuation by <see cref="ILanguageModelSession.ContinueAsync"/> ends.</summary>
public sealed record ContinuationOptions
{
    /// <summary>Gets the maximum number of tokens to produce.</summary>
    /// <value>At least 1.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public required int MaxTokens
    {
        get;
        init => field = OptionGuard.Check(value, value >= 1, "at least 1");
    }

    /// <summary>Gets the top-1 probability below which the continuation ends. The token below this probability is not part of the continuation.</summary>
    /// <value>A probability, at least 0; above 1, every token ends the continuation. The default is 0: no token ends the continuation.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not a finite number.</exception>
    public float MinTopProbability
    {
        get;
        init => field = OptionGuard.Check(value, value >= 0 && float.IsFinite(value), "a finite number of at least 0");
    }

    /// <summary>Gets a value indicating whether the first token is exempt from <see cref="MinTopProbability"/>.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool AlwaysAcceptFirst { get; init; }

    /// <summary>Gets a text that probably follows. The model can verify it in one pass instead of generating token by token.</summary>
    /// <value>
    /// The default is <see langword="null"/>: no draft. With a draft, the continuation has the same tokens as without a draft,
    /// but ends after the first token that differs from the draft.
    /// </value>
    public string? Draft { get; init; }

    /// <summary>Gets the texts that end the continuation. The first text found is cut off, with all text after that text.</summary>
    /// <value>The default is none. A copy is kept.</value>
    /// <exception cref="ArgumentNullException">The value is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentException">An entry is <see langword="null"/> or empty.</exception>
    public IReadOnlyList<string> StopSequences
    {
        get;
        init => field = OptionGuard.CheckTexts(value);
    } = [];
}
