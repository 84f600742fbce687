using Nudging.ModelBuilder.Checkpoints;

namespace Nudging.ModelBuilder.Decoders;

/// <summary>A norm over the last axis.</summary>
internal sealed record NormDescription
{
    public required NormKind Kind { get; init; }

    /// <summary>Gets the factors; <see langword="null"/> where all are 1. Families with 1 + w add the 1 here.</summary>
    public WeightSource? Weight { get; init; }

    public WeightSource? Bias { get; init; }

    public required float Epsilon { get; init; }
}
