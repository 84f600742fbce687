namespace Nudging.ModelBuilder.Decoders;

/// <summary>A factor of the query at a position p, after the rotary embedding: 1 + Beta·ln(1 + ⌊p / OriginalContext⌋).</summary>
internal sealed record QueryScaleDescription(float Beta, int OriginalContext);
