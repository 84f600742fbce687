namespace Nudging.Tool.Bench;

/// <summary>How an answer is generated.</summary>
internal enum BenchMode
{
    /// <summary>The base model alone, greedily.</summary>
    BaseOnly,

    /// <summary>The aligned model alone, greedily.</summary>
    AlignedOnly,

    /// <summary>Nudging as published: one proposal at a time.</summary>
    Sequential,

    /// <summary>Nudging with speculative decoding.</summary>
    Speculative,
}
