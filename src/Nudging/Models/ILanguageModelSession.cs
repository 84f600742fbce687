namespace Nudging.Models;

/// <summary>One request to a language model, on a fixed prompt.</summary>
/// <remarks>
/// The session owns the resources that make repeated calls on a growing text cheap (a key/value cache, a connection). Results
/// do not depend on earlier calls. In the texts after the prompt, a special token is recognised only where the token has a
/// text of its own in the output, such as <see cref="LanguageModelSessionOptions.VisibleSpecialTokens"/>: models write these
/// texts, and the characters of a special token that a model writes by other tokens stay ordinary text. Not thread safe: one call at a time. A session stays usable after a call that was
/// cancelled or failed, and may be disposed after its model.
/// </remarks>
public interface ILanguageModelSession : IAsyncDisposable
{
    /// <summary>Gets the cost of the request so far.</summary>
    /// <value>Read between calls only. Keeps its value when the session is disposed.</value>
    ModelUsage Usage { get; }

    /// <summary>Counts the tokens of the prompt, including the special tokens that the model adds.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The number of tokens; an estimate unless <see cref="LanguageModelCapabilities.ExactTokenCounts"/> is set.</returns>
    /// <remarks>Takes no forward pass. The session tokenizes its prompt once, in the first call of any method.</remarks>
    ValueTask<int> CountPromptTokensAsync(CancellationToken cancellationToken = default);

    /// <summary>Continues the prompt followed by <paramref name="text"/>.</summary>
    /// <param name="text">The text after the prompt so far. May be empty.</param>
    /// <param name="options">Where the continuation ends.</param>
    /// <param name="cancellationToken">Cancels within one forward pass.</param>
    /// <returns>The tokens and the reason why they ended.</returns>
    /// <exception cref="ContextLengthExceededException">The prompt and the text do not fit the model's context.</exception>
    /// <exception cref="ArgumentException">The constraint allows no output that begins with the text.</exception>
    ValueTask<Continuation> ContinueAsync(string text, ContinuationOptions options, CancellationToken cancellationToken = default);

    /// <summary>Reads <paramref name="draft"/> after the prompt and <paramref name="text"/>, and returns the model's own choice at each position.</summary>
    /// <param name="text">The text after the prompt so far. May be empty.</param>
    /// <param name="draft">The text to score. May be empty.</param>
    /// <param name="cancellationToken">Cancels within one forward pass.</param>
    /// <returns>
    /// Positions in the draft in ascending order of offset, the last one at the draft's end. Each position has the first
    /// choice of a continuation from that position. Left out are positions inside a token, positions where the text before has
    /// other tokens alone than within the draft, and positions that a constraint does not allow, even the last one.
    /// </returns>
    /// <remarks>
    /// The default implementation continues from the draft's start, from before each of its words and from its end, by one
    /// token each: as many calls of <see cref="ContinueAsync"/> as the draft has words, plus two. A position where the
    /// context is full is left out. The default implementation does not know constraints: where the draft
    /// breaks the constraint of the session, the exception of <see cref="ContinueAsync"/> is thrown. An engine that reads several tokens in
    /// one pass, or has constraints, implements this method itself.
    /// </remarks>
    /// <exception cref="ContextLengthExceededException">The prompt, the text and the draft do not fit the model's context.</exception>
    ValueTask<IReadOnlyList<ScoredPosition>> ScoreAsync(string text, string draft, CancellationToken cancellationToken = default) =>
        WordScorer.ScoreAsync(this, text, draft, cancellationToken);

    /// <summary>Computes the log-probability of each token of a text after the prompt, without sampling settings and constraint.</summary>
    /// <param name="text">The text.</param>
    /// <param name="cancellationToken">Cancels within one forward pass.</param>
    /// <returns>The tokens after the prompt in the model's own tokenization; their texts, joined, are the text.</returns>
    /// <remarks>Needs <see cref="LanguageModelCapabilities.LogProbabilities"/>. Reads the whole text once.</remarks>
    /// <exception cref="ContextLengthExceededException">The prompt and the text do not fit the model's context.</exception>
    /// <exception cref="NotSupportedException">The engine does not have log-probabilities. The default implementation throws this.</exception>
    ValueTask<IReadOnlyList<TokenLogProbability>> GetLogProbabilitiesAsync(string text, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException(
            $"{GetType().Name} does not have log-probabilities. Use an engine whose {nameof(LanguageModelCapabilities)}.{nameof(LanguageModelCapabilities.LogProbabilities)} is true.");
}
