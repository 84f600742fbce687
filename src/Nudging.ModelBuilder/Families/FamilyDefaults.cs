using Nudging.ModelBuilder.Decoders;

namespace Nudging.ModelBuilder.Families;

/// <summary>What a family's fields are where config.json lacks them, and the names of fields that differ between families.</summary>
internal sealed record FamilyDefaults
{
    public int? VocabularySize { get; init; }

    public int? Heads { get; init; }

    /// <summary>Gets the number of key/value heads; <see langword="null"/> for the number of heads.</summary>
    public int? KeyValueHeads { get; init; }

    /// <summary>Gets the size of a head; <see langword="null"/> for the hidden size divided by the number of heads.</summary>
    public int? HeadSize { get; init; }

    public int? ContextLength { get; init; }

    public bool IsTied { get; init; }

    public string NormEpsilonName { get; init; } = "rms_norm_eps";

    public double NormEpsilon { get; init; } = 1e-6;

    public Activation Activation { get; init; } = Activation.Silu;

    /// <summary>Gets a value indicating whether all layers have the rotary embedding of the standard fields.</summary>
    public bool HasRotary { get; init; } = true;

    public string RotaryThetaName { get; init; } = "rope_theta";

    public double RotaryTheta { get; init; } = 10000;

    public string RotaryFactorName { get; init; } = "partial_rotary_factor";

    /// <summary>Gets the part of a head that is rotated.</summary>
    public double RotaryFactor { get; init; } = 1;

    public bool IsRotaryInterleaved { get; init; }
}
