namespace Nudging.Models;

/// <summary>The model's own choice at one position of a draft.</summary>
/// <param name="Offset">The position in the draft, in UTF-16 code units from the draft's start.</param>
/// <param name="Choice">The text of the chosen token; empty where the token ends inside a character or ends the sequence.</param>
/// <param name="Probability">The top-1 probability, 0 to 1, even where sampling drew another token.</param>
/// <param name="IsEndOfSequence">Whether the chosen token is an end-of-sequence token.</param>
public readonly record struct ScoredPosition(int Offset, string Choice, float Probability, bool IsEndOfSequence);
