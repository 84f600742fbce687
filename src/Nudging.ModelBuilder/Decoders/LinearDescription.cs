using Nudging.ModelBuilder.Checkpoints;

namespace Nudging.ModelBuilder.Decoders;

/// <summary>A projection, x·Wᵀ + b.</summary>
internal sealed record LinearDescription(WeightSource Weight, WeightSource? Bias = null);
