namespace Nudging.ModelBuilder.Conversion;

/// <summary>A model folder that a conversion wrote.</summary>
public sealed record ConvertedModel
{
    /// <summary>Gets the full path of the folder.</summary>
    public required string Path { get; init; }

    /// <summary>Gets the family of the model: the <c>model_type</c> of config.json.</summary>
    public required string Family { get; init; }

    /// <summary>Gets the execution provider that the model is written for.</summary>
    public required ConversionTarget Target { get; init; }

    /// <summary>Gets the precision of the matrices.</summary>
    public required WeightPrecision Precision { get; init; }

    /// <summary>Gets the number of bytes of the graph and the weights.</summary>
    public required long Bytes { get; init; }

    /// <summary>Gets the context length in tokens.</summary>
    public required int ContextLength { get; init; }

    /// <summary>Gets a value indicating whether the source has tokenizer files; a model without them cannot be loaded.</summary>
    public required bool HasTokenizer { get; init; }

    /// <summary>Gets a value indicating whether the folder held the result of the same conversion before, so that nothing was written.</summary>
    public required bool WasUpToDate { get; init; }
}
