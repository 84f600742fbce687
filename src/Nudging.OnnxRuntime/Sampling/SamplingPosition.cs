namespace Nudging.OnnxRuntime.Sampling;

/// <summary>The position of a draw in a text. A draw depends on the position, the seed and the probabilities alone.</summary>
/// <param name="Offset">The number of UTF-16 code units between the prompt and the token.</param>
/// <param name="Index">The number of tokens drawn at that offset before, which have completed no character.</param>
internal readonly record struct SamplingPosition(int Offset, int Index)
{
    /// <summary>Gets the position after a token.</summary>
    /// <param name="text">The text that the token has completed.</param>
    public SamplingPosition After(string text) => text.Length == 0 ? new(Offset, Index + 1) : new(Offset + text.Length, 0);
}
