namespace Nudging.Tool.Chat;

/// <summary>A segment of an answer and its model, "base" or "aligned".</summary>
internal sealed record AnswerSegment(string Text, string Source);
