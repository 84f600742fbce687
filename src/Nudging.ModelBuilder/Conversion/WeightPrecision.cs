namespace Nudging.ModelBuilder.Conversion;

#pragma warning disable CA1720 // The names of the formats are those of the field.

/// <summary>The number format of the weights of a converted model.</summary>
public enum WeightPrecision
{
    /// <summary>32-bit floating point.</summary>
    Float32,

    /// <summary>16-bit floating point (IEEE 754 binary16).</summary>
    Float16,

    /// <summary>16-bit floating point with the exponent range of float32.</summary>
    BFloat16,

    /// <summary>8-bit integers with a scale for each block.</summary>
    Int8,

    /// <summary>4-bit integers with a scale for each block.</summary>
    Int4,
}
