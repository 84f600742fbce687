namespace Nudging.Models;

/// <summary>A language model as the nudging procedure sees it: it continues text, and it scores a draft.</summary>
/// <remarks>
/// Everything that passes between two models is text, since they may have different tokenizers. A model may be
/// shared by several threads; each <see cref="ILanguageModelSession"/> serves one request at a time.
/// </remarks>
public interface ILanguageModel : IAsyncDisposable, IDisposable
{
    /// <summary>Gets what is known about the model.</summary>
    LanguageModelInfo Info { get; }

    /// <summary>Starts a request on a fixed prompt.</summary>
    /// <param name="prompt">The text before everything the session is asked about. May be empty.</param>
    /// <param name="sampling">How the model's own tokens are drawn; <see langword="null"/> for the most probable one always.</param>
    /// <returns>A session that the caller disposes.</returns>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    ILanguageModelSession CreateSession(string prompt, SamplingOptions? sampling = null);

    /// <summary>Counts the tokens of a text, without any that the model adds by itself.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The number of tokens.</returns>
    int CountTokens(string text);

    /// <summary>Counts the tokens of a prompt as the model reads it, with those that it adds by itself.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <returns>The number of tokens. Unless a model says otherwise, that of <see cref="CountTokens"/>.</returns>
    int CountPromptTokens(string prompt) => CountTokens(prompt);
}
