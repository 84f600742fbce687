namespace Nudging.ModelBuilder.Decoders;

/// <summary>The angle of pair i at position p is p·Frequencies[i]; sine and cosine are multiplied by Magnitude.</summary>
internal sealed record RotaryAngles(IReadOnlyList<float> Frequencies, float Magnitude = 1);
