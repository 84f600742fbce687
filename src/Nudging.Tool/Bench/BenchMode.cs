namespace Nudging.Tool.Bench;

/// <summary>A way to get an answer.</summary>
internal enum BenchMode
{
    /// <summary>The base model continues its own prompt.</summary>
    BaseOnly,

    /// <summary>The aligned model continues its own prompt.</summary>
    AlignedOnly,

    /// <summary>Nudging, word by word as published.</summary>
    Sequential,

    /// <summary>Nudging in as few passes as possible.</summary>
    Speculative,
}
