namespace Nudging.ChatTemplates;

/// <summary>A range of a rendered prompt whose characters have one origin.</summary>
/// <param name="Start">The offset of the first character, in UTF-16 code units.</param>
/// <param name="Length">The number of UTF-16 code units, at least 1.</param>
/// <param name="IsTemplateText">
/// Whether the template itself writes the range; <see langword="false"/> where the range comes from a variable, or from both.
/// </param>
public readonly record struct RenderedSegment(int Start, int Length, bool IsTemplateText);
