namespace Nudging.Models;

/// <summary>How probable a model finds a token of a given text.</summary>
/// <param name="Text">
/// The text that the token completes. A token that ends inside a character has its share in the text of the token
/// that completes the character, so this may be empty.
/// </param>
/// <param name="LogProbability">The natural logarithm of its probability after all that is before it, at most 0.</param>
public readonly record struct TokenLogProbability(string Text, float LogProbability);
