namespace Nudging.ModelBuilder.Decoders;

/// <summary>A norm of queries or keys after the projection and before the rotary embedding.</summary>
internal sealed record HeadNormDescription
{
    /// <summary>Gets the norm. A weight of several rows has a row for each head.</summary>
    public required NormDescription Norm { get; init; }

    /// <summary>Gets a value indicating whether the norm is over the vectors of all heads together.</summary>
    public bool IsOverAllHeads { get; init; }
}
