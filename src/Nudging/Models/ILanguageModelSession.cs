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
    ValueTask<Continuation> ContinueAsync(string text, ContinuationOptions options, CancellationToken cancellationToken = default);

    /// <summary>Reads <paramref name="draft"/> after the prompt and <paramref name="text"/>, and tells what the model itself would have written at each position.</summary>
    /// <param name="text">What follows the prompt so far. May be empty.</param>
    /// <param name="draft">The text to score. May be empty.</param>
    /// <param name="cancellationToken">Cancels within one forward pass.</param>
    /// <returns>
    /// Positions between tokens of the draft in ascending order of offset, the last one at the draft's end. Each tells
    /// what a continuation from there would choose first. A place where the text so far, read by itself, has other
    /// tokens than within the draft is left out.
    /// </returns>
    /// <exception cref="ContextLengthExceededException">The prompt, the text and the draft do not fit the model's context.</exception>
    ValueTask<IReadOnlyList<ScoredPosition>> ScoreAsync(string text, string draft, CancellationToken cancellationToken = default);
}
