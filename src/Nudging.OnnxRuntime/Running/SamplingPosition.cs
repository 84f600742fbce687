namespace Nudging.OnnxRuntime.Running;

/// <summary>Where a token is drawn: all that its draw depends on but the seed and the probabilities.</summary>
/// <param name="Offset">How many UTF-16 units of text follow the prompt before the token.</param>
/// <param name="Index">How many tokens were drawn at that offset before, which have completed no character yet.</param>
internal readonly record struct SamplingPosition(int Offset, int Index)
{
    /// <summary>Where the token after one of a text is drawn.</summary>
    /// <param name="text">The text that the token has completed.</param>
    public SamplingPosition After(string text) => text.Length == 0 ? new(Offset, Index + 1) : new(Offset + text.Length, 0);
}
