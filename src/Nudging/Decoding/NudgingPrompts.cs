namespace Nudging.Decoding;

/// <summary>The two prompts of one request.</summary>
/// <param name="Base">What the base model reads: plain text.</param>
/// <param name="Aligned">What the aligned model reads: its own chat template around the same question.</param>
public readonly record struct NudgingPrompts(string Base, string Aligned);
