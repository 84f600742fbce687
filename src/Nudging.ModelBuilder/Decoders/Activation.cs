namespace Nudging.ModelBuilder.Decoders;

/// <summary>The function between the projections of a feed-forward network.</summary>
internal enum Activation
{
    /// <summary>x·sigmoid(x).</summary>
    Silu,

    /// <summary>x·Φ(x), exactly.</summary>
    Gelu,

    /// <summary>The approximation of GELU by the hyperbolic tangent.</summary>
    GeluTanh,

    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>max(x, 0)².</summary>
    ReluSquared,
}
