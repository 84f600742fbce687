namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>A section of text after normalization.</summary>
/// <param name="Text">The text.</param>
/// <param name="Added">The number of UTF-16 code units that normalization added before the text.</param>
/// <param name="IsAligned">Whether every other code unit corresponds to one code unit of the original text.</param>
internal readonly record struct NormalizedText(string Text, int Added, bool IsAligned);
