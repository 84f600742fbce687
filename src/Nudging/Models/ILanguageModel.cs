namespace Nudging.Models;

/// <summary>A language model as the nudging procedure uses it: the model continues text and scores drafts.</summary>
/// <remarks>
/// Two models exchange text only, since their tokenizers may differ. A model is thread safe; each
/// <see cref="ILanguageModelSession"/> serves one request at a time. An engine may run in this process or behind HTTP: no
/// member except the disposal blocks on input or output. The page <c>docs/engines.md</c> shows how to write an engine.
/// </remarks>
/// <example>
/// <code>
/// await using ILanguageModelSession session = model.CreateSession("The capital of France is");
/// Continuation continuation = await session.ContinueAsync("", new() { MaxTokens = 8 });
/// Console.WriteLine(continuation.Text);
/// </code>
/// </example>
public interface ILanguageModel : IAsyncDisposable, IDisposable
{
    /// <summary>Gets the model's description.</summary>
    LanguageModelInfo Info { get; }

    /// <summary>Starts a request on a fixed prompt. Cheap: the session tokenizes, sends and computes nothing before its first call.</summary>
    /// <param name="prompt">The prompt before all texts that the session continues or scores. May be empty. Special tokens are recognised in its template text only.</param>
    /// <param name="options">The session's settings; <see langword="null"/> for the defaults.</param>
    /// <returns>A session that the caller disposes.</returns>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    /// <exception cref="NotSupportedException">The options need a capability that the model lacks.</exception>
    ILanguageModelSession CreateSession(Prompt prompt, LanguageModelSessionOptions? options = null);

    /// <summary>Counts the tokens of a text, without the special tokens that the model adds.</summary>
    /// <param name="text">The text.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The number of tokens; an estimate unless <see cref="LanguageModelCapabilities.ExactTokenCounts"/> is set. 0 for an empty text.</returns>
    /// <exception cref="ObjectDisposedException">The model is disposed and can no longer count.</exception>
    ValueTask<int> CountTokensAsync(string text, CancellationToken cancellationToken = default);
}
