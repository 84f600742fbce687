namespace Nudging.Models;

/// <summary>A part of a <see cref="Prompt"/>.</summary>
/// <param name="Start">The index of the first character, in UTF-16 code units.</param>
/// <param name="Length">The number of UTF-16 code units, at least 1.</param>
/// <param name="IsTemplateText">Whether special tokens are recognised in the part; <see langword="false"/> for ordinary text.</param>
public readonly record struct PromptSegment(int Start, int Length, bool IsTemplateText);
