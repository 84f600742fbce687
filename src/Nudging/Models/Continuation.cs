namespace Nudging.Models;

/// <summary>What a language model made of a text.</summary>
/// <param name="Tokens">The tokens in order; end-of-sequence tokens are never among them.</param>
/// <param name="FinishReason">Why the tokens ended.</param>
/// <param name="FinishProbability">
/// The top-1 probability of the token that ended the continuation but is not part of it (an end-of-sequence token, or
/// one below the floor); 0 where no such token was computed.
/// </param>
public sealed record Continuation(IReadOnlyList<ContinuationToken> Tokens, ContinuationFinishReason FinishReason, float FinishProbability = 0)
{
    /// <summary>Gets the texts of all tokens, joined.</summary>
    public string Text => string.Concat(Tokens.Select(token => token.Text));
}

/// <summary>One token of a <see cref="Continuation"/>.</summary>
/// <param name="Text">
/// The text that the token completes. A token that ends inside a character has its share in the text of the token
/// that completes the character, so this may be empty.
/// </param>
/// <param name="Probability">The model's top-1 probability where the token was chosen, 0 to 1, whether or not the top-1 token was drawn.</param>
public readonly record struct ContinuationToken(string Text, float Probability);

/// <summary>Why a <see cref="Continuation"/> ended.</summary>
public enum ContinuationFinishReason
{
    /// <summary>It has the most tokens that were asked for.</summary>
    MaxTokens,

    /// <summary>The model chose an end-of-sequence token.</summary>
    EndOfSequence,

    /// <summary>A stop string came up.</summary>
    StopString,

    /// <summary>The next token's top-1 probability is below the floor.</summary>
    BelowMinTopProbability,

    /// <summary>The model's context is full.</summary>
    ContextFull,

    /// <summary>The last token is the first that the draft does not go on with.</summary>
    DivergedFromDraft,
}
