namespace Nudging.ModelBuilder.Decoders;

/// <summary>How a norm scales its input.</summary>
internal enum NormKind
{
    /// <summary>By the root of the mean square.</summary>
    RootMeanSquare,

    /// <summary>By the standard deviation, after subtracting the mean.</summary>
    Layer,
}
