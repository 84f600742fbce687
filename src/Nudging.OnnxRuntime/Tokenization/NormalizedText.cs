namespace Nudging.OnnxRuntime.Tokenization;

/// <summary>A section of text after normalization.</summary>
/// <param name="Text">The text.</param>
/// <param name="Added">The number of UTF-16 code units that normalization put in front.</param>
/// <param name="IsAligned">Whether each other code unit stands for one code unit of the original.</param>
internal readonly record struct NormalizedText(string Text, int Added, bool IsAligned);
