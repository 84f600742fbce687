namespace ConsoleChat;

/// <summary>A value for each of the base model alone, the aligned model alone, and the pair.</summary>
internal sealed record Comparison<T>(T Base, T Aligned, T Nudged);
