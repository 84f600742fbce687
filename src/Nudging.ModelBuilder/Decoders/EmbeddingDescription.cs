using Nudging.ModelBuilder.Checkpoints;

namespace Nudging.ModelBuilder.Decoders;

/// <summary>The token embedding: a row of <see cref="Weight"/> times <see cref="Multiplier"/>, plus a row of <see cref="Positions"/>.</summary>
internal sealed record EmbeddingDescription
{
    /// <summary>Gets the matrix [vocabulary, hidden].</summary>
    public required WeightSource Weight { get; init; }

    public float Multiplier { get; init; } = 1;

    /// <summary>Gets the learned positions, [context, hidden]; <see langword="null"/> where there are none.</summary>
    public WeightSource? Positions { get; init; }
}
