using Nudging.Models;

namespace Nudging.Decoding;

/// <summary>Evaluates the base model for the procedure. All implementations return the same choices.</summary>
internal interface IBaseEvaluator
{
    /// <summary>Sets the proposal that the next choices refer to.</summary>
    /// <param name="output">The output so far.</param>
    /// <param name="proposal">The aligned model's continuation of the output.</param>
    void Propose(string output, Continuation proposal);

    /// <summary>Gets the base model's next token after a prefix of the proposal.</summary>
    /// <param name="length">The length of the prefix.</param>
    /// <param name="cancellationToken">Cancels within one forward pass.</param>
    /// <returns>The choice; <see langword="null"/> where the model's context is full.</returns>
    ValueTask<BaseChoice?> ChoiceAfterAsync(int length, CancellationToken cancellationToken);

    /// <summary>Continues an output with the base model.</summary>
    /// <param name="output">The output.</param>
    /// <param name="options">Where the continuation ends.</param>
    /// <param name="cancellationToken">Cancels within one forward pass.</param>
    ValueTask<Continuation> ContinueAsync(string output, ContinuationOptions options, CancellationToken cancellationToken);
}

/// <summary>The base model's next token.</summary>
/// <param name="Text">The token's text; empty where the token ends inside a character or ends the sequence.</param>
/// <param name="Probability">The top-1 probability.</param>
/// <param name="IsEndOfSequence">Whether the token ends the sequence.</param>
internal readonly record struct BaseChoice(string Text, float Probability, bool IsEndOfSequence);
