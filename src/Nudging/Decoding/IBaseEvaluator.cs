using Nudging.Models;

namespace Nudging.Decoding;

/// <summary>Asks the base model what the procedure wants to know. The answers do not depend on how.</summary>
internal interface IBaseEvaluator
{
    /// <summary>Tells what the aligned model proposes, which the next questions are about.</summary>
    /// <param name="output">The output so far.</param>
    /// <param name="proposal">What the aligned model would add.</param>
    void Propose(string output, Continuation proposal);

    /// <summary>Asks for the base model's own next token after a part of the proposal.</summary>
    /// <param name="length">The length of the part.</param>
    /// <param name="cancellationToken">Cancels within one forward pass.</param>
    /// <returns>The choice; <see langword="null"/> where the model's context is full.</returns>
    ValueTask<BaseChoice?> ChoiceAfterAsync(int length, CancellationToken cancellationToken);

    /// <summary>Has the base model continue an output.</summary>
    /// <param name="output">The output.</param>
    /// <param name="options">How far.</param>
    /// <param name="cancellationToken">Cancels within one forward pass.</param>
    ValueTask<Continuation> ContinueAsync(string output, ContinuationOptions options, CancellationToken cancellationToken);
}

/// <summary>The base model's next token.</summary>
/// <param name="Text">Its text; empty where it ends inside a character or the sequence.</param>
/// <param name="Probability">The top-1 probability.</param>
/// <param name="IsEndOfSequence">Whether it ends the sequence.</param>
internal readonly record struct BaseChoice(string Text, float Probability, bool IsEndOfSequence);
