namespace Nudging.Models;

/// <summary>What a model would have written at one position of a draft.</summary>
/// <param name="Offset">The position in the draft, in UTF-16 code units from its start.</param>
/// <param name="Choice">The text of the model's own token there; empty where it ends inside a character or is an end-of-sequence token.</param>
/// <param name="Probability">The top-1 probability, 0 to 1, whether or not that token was drawn.</param>
/// <param name="IsEndOfSequence">Whether the model's own token is an end-of-sequence token.</param>
public readonly record struct ScoredPosition(int Offset, string Choice, float Probability, bool IsEndOfSequence);
