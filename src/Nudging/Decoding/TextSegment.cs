namespace Nudging.Decoding;

/// <summary>A piece of output written by one model.</summary>
/// <param name="Text">The text, not empty.</param>
/// <param name="Source">Who wrote it.</param>
public readonly record struct TextSegment(string Text, TextSource Source);

/// <summary>Which model of the pair wrote a piece of text.</summary>
public enum TextSource
{
    /// <summary>The small aligned model: a nudge.</summary>
    Aligned,

    /// <summary>The base model.</summary>
    Base,
}
