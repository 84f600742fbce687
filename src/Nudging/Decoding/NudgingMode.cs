namespace Nudging.Decoding;

/// <summary>The way in which the nudging procedure is computed. The output is the same in each mode.</summary>
public enum NudgingMode
{
    /// <summary>Speculative decoding: the base model verifies drafts of the aligned model, several tokens in one pass.</summary>
    Speculative,

    /// <summary>Sequential decoding, as published: one call to the base model for each word. Slow; the reference for the other mode.</summary>
    Sequential,
}
