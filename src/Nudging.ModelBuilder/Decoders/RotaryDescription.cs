namespace Nudging.ModelBuilder.Decoders;

/// <summary>A rotary position embedding. Layers with the same tables share one instance.</summary>
internal sealed record RotaryDescription
{
    /// <summary>Gets a value indicating whether elements 2i and 2i + 1 are rotated together, and not i and i + n/2.</summary>
    public bool IsInterleaved { get; init; }

    /// <summary>Gets the angles per position of the pairs of elements; elements beyond twice their number are not rotated.</summary>
    public required RotaryAngles Angles { get; init; }

    /// <summary>Gets the angles for all tokens of a text longer than <see cref="OriginalContext"/>; <see langword="null"/> where the angles do not change.</summary>
    public RotaryAngles? LongAngles { get; init; }

    /// <summary>Gets the greatest number of tokens of a text that uses <see cref="Angles"/>, where <see cref="LongAngles"/> exist.</summary>
    public int OriginalContext { get; init; }

    /// <summary>Gets the number of elements of a head that are rotated.</summary>
    public int Dimensions => 2 * Angles.Frequencies.Count;
}
