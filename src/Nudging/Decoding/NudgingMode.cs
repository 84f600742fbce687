namespace Nudging.Decoding;

/// <summary>How the nudging procedure is computed. The output does not depend on it.</summary>
public enum NudgingMode
{
    /// <summary>The base model reads what the aligned model has drafted in as few passes as possible.</summary>
    Speculative,

    /// <summary>As published: one word, one question to the base model at a time. Slow; what the other is compared with.</summary>
    Sequential,
}
