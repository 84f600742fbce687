namespace Nudging.Tool.Inspect;

/// <summary>A token.</summary>
/// <param name="Id">The token id.</param>
/// <param name="Text">The token's name in the tokenizer's files; null if the tokenizer has no such token.</param>
internal sealed record Token(int Id, string? Text);
