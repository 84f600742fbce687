namespace Nudging.Decoding;

/// <summary>A piece of output written by one model.</summary>
/// <param name="Text">The text, not empty.</param>
/// <param name="Source">The model that wrote the text.</param>
public readonly record struct TextSegment(string Text, TextSource Source);

/// <summary>The model of a pair that wrote a text.</summary>
public enum TextSource
{
    /// <summary>The small aligned model: a nudge.</summary>
    Aligned,

    /// <summary>The base model.</summary>
    Base,
}
