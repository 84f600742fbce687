using Nudging.Models;

namespace Nudging.Decoding;

/// <summary>The two prompts of one request.</summary>
/// <param name="Base">The base model's prompt: plain text.</param>
/// <param name="Aligned">The aligned model's prompt: its own chat template around the same question.</param>
public readonly record struct NudgingPrompts(Prompt Base, Prompt Aligned);
