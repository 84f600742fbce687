namespace Nudging.OnnxRuntime.Tests.Tokenization.Reference;

/// <summary>An added token, with the flags of tokenizer.json.</summary>
internal sealed record ReferenceAddedToken(int Id, string Content, bool Special, bool Normalized, bool LStrip, bool RStrip, bool SingleWord);
