namespace Nudging.Tool.Chat;

/// <summary>The answers to one question by the base model alone, the aligned model alone, and the pair.</summary>
internal sealed record ComparedAnswers(ChatAnswer Base, ChatAnswer Aligned, ChatAnswer Nudged);
