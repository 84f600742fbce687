namespace Nudging.ModelBuilder.Conversion;

/// <summary>The progress of a conversion.</summary>
public sealed record ConversionProgress
{
    /// <summary>Gets the number of bytes of the graph's weights written so far.</summary>
    public required long BytesWritten { get; init; }

    /// <summary>Gets the number of bytes of the graph's weights.</summary>
    public required long TotalBytes { get; init; }

    /// <summary>Gets the name of the tensor that is being converted.</summary>
    public required string Tensor { get; init; }
}
