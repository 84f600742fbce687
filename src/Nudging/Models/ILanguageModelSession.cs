namespace Nudging.Models;

/// <summary>One request to a language model, on a fixed prompt.</summary>
/// <remarks>
/// The session owns whatever makes repeated questions about a growing text cheap (a key/value cache, a connection);
/// answers never depend on what was asked before. Not thread safe: one call at a time. A call that is cancelled or
/// fails leaves the session usable.
/// </remarks>
public interface ILanguageModelSession : IAsyncDisposable
{
    /// <summary>Gets what the request has cost so far.</summary>
    /// <value>Not to be read while a call is under way. Stays as it is when the session is disposed.</value>
    ModelUsage Usage { get; }

    /// <summary>Continues the prompt followed by <paramref name="text"/>.</summary>
    /// <param name="text">What follows the prompt so far. May be empty.</param>
    /// <param name="options">How far to go.</param>
    /// <param name="cancellationToken">Cancels within one forward pass.</param>
    /// <returns>The tokens and why they ended.</returns>
    /// <exception cref="ContextLengthExceededException">The prompt and the text alone do not fit the model's context.</exception>
    /// <exception cref="ArgumentException">The text is no beginning of what the constraint allows.</exception>
    ValueTask<Continuation> ContinueAsync(string text, ContinuationOptions options, CancellationToken cancellationToken = default);

    /// <summary>Reads <paramref name="draft"/> after the prompt and <paramref name="text"/>, and tells what the model itself would have written at each position.</summary>
    /// <param name="text">What follows the prompt so far. May be empty.</param>
    /// <param name="draft">The text to score. May be empty.</param>
    /// <param name="cancellationToken">Cancels within one forward pass.</param>
    /// <returns>
    /// Positions between tokens of the draft in ascending order of offset, the last one at the draft's end. Each tells
    /// what a continuation from there would choose first. A place where the text so far, read by itself, has other
    /// tokens than within the draft is left out, and so is one that a constraint does not allow, be it the last one.
    /// </returns>
    /// <exception cref="ContextLengthExceededException">The prompt, the text and the draft do not fit the model's context.</exception>
    ValueTask<IReadOnlyList<ScoredPosition>> ScoreAsync(string text, string draft, CancellationToken cancellationToken = default);

    /// <summary>Tells how probable the model finds a text after the prompt, token by token; sampling and constraint aside.</summary>
    /// <param name="text">The text.</param>
    /// <param name="cancellationToken">Cancels within one forward pass.</param>
    /// <returns>The tokens after the prompt in the model's own tokenization; their texts, joined, are the text.</returns>
    /// <remarks>Reads the whole text once: one forward pass where several tokens can be appended in one.</remarks>
    /// <exception cref="ContextLengthExceededException">The prompt and the text do not fit the model's context.</exception>
    /// <exception cref="NotSupportedException">The engine cannot tell.</exception>
    ValueTask<IReadOnlyList<TokenLogProbability>> GetLogProbabilitiesAsync(string text, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException($"{GetType().Name} does not tell how probable a text is.");
}
