using Nudging.ModelBuilder.Checkpoints;

namespace Nudging.ModelBuilder.Decoders;

/// <summary>The output projection: the logits are cap·tanh(Multiplier·(x·Wᵀ + b) / cap).</summary>
internal sealed record HeadDescription
{
    /// <summary>Gets the matrix [vocabulary, hidden]: that of the embedding where <see cref="IsTied"/>.</summary>
    public required WeightSource Weight { get; init; }

    public WeightSource? Bias { get; init; }

    public required bool IsTied { get; init; }

    public float Multiplier { get; init; } = 1;

    public float? Softcap { get; init; }
}
