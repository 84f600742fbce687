namespace Nudging.Models;

/// <summary>A language model's continuation of a text.</summary>
public sealed record Continuation
{
    /// <summary>Gets the tokens in order. End-of-sequence tokens are not among them.</summary>
    public required IReadOnlyList<ContinuationToken> Tokens { get; init; }

    /// <summary>Gets the reason why the tokens ended.</summary>
    public required ContinuationFinishReason FinishReason { get; init; }

    /// <summary>
    /// Gets the top-1 probability of the token that ended the continuation without being part of the continuation: an
    /// end-of-sequence token, or a token below <see cref="ContinuationOptions.MinTopProbability"/>.
    /// </summary>
    /// <value>0 to 1. 0, the default, where no such token was computed.</value>
    public float FinishProbability { get; init; }

    /// <summary>Gets the texts of all tokens, joined.</summary>
    public string Text => string.Concat(Tokens.Select(token => token.Text));
}

/// <summary>One token of a <see cref="Continuation"/>.</summary>
/// <param name="Text">
/// The text that the token completes. A token that ends inside a character has an empty text; the token that completes
/// the character has the character.
/// </param>
/// <param name="Probability">The model's top-1 probability at the token's position, 0 to 1, even where sampling drew another token.</param>
public readonly record struct ContinuationToken(string Text, float Probability);

/// <summary>The reason why a <see cref="Continuation"/> ended.</summary>
public enum ContinuationFinishReason
{
    /// <summary>The continuation has <see cref="ContinuationOptions.MaxTokens"/> tokens.</summary>
    MaxTokens,

    /// <summary>The model chose an end-of-sequence token.</summary>
    EndOfSequence,

    /// <summary>A stop sequence occurred.</summary>
    StopSequence,

    /// <summary>The next token's top-1 probability is below <see cref="ContinuationOptions.MinTopProbability"/>.</summary>
    BelowMinTopProbability,

    /// <summary>The model's context is full.</summary>
    ContextFull,

    /// <summary>The last token is the first one that differs from the draft.</summary>
    DivergedFromDraft,
}
