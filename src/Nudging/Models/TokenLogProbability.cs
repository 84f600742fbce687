namespace Nudging.Models;

/// <summary>A token of a given text, with the log-probability that a model gives it.</summary>
/// <param name="Text">
/// The text that the token completes. A token that ends inside a character has an empty text; the token that completes
/// the character has the character.
/// </param>
/// <param name="LogProbability">The natural logarithm of the token's probability after all text before it. At most 0.</param>
public readonly record struct TokenLogProbability(string Text, float LogProbability);
