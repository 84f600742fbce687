namespace WebApi;

/// <summary>A segment of an answer.</summary>
/// <param name="Source">The model: <c>base</c> or <c>aligned</c>.</param>
/// <param name="Text">The text.</param>
internal sealed record ChatSegment(string? Source, string Text);
