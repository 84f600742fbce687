namespace Nudging.Tool.Bench;

/// <summary>An answer with its time, passes and memory.</summary>
internal sealed record Measurement
{
    public required Answer Answer { get; init; }

    public required TimeSpan Time { get; init; }

    public required TimeSpan TimeToFirstToken { get; init; }

    public required long BasePasses { get; init; }

    public required long AlignedPasses { get; init; }

    /// <summary>The time within ONNX Runtime.</summary>
    public required TimeSpan RunTime { get; init; }

    public required long ManagedBytes { get; init; }
}
