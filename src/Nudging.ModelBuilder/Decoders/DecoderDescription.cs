namespace Nudging.ModelBuilder.Decoders;

/// <summary>What a decoder computes, independent of its family and of the names in its files.</summary>
internal sealed record DecoderDescription
{
    /// <summary>Gets the name of the family, <c>model_type</c> of config.json.</summary>
    public required string Family { get; init; }

    /// <summary>Gets the name of the architecture in genai_config.json, one that onnxruntime-genai accepts.</summary>
    public required string RuntimeType { get; init; }

    public required int VocabularySize { get; init; }

    public required int HiddenSize { get; init; }

    /// <summary>Gets the greatest number of tokens of a text.</summary>
    public required int ContextLength { get; init; }

    public required EmbeddingDescription Embedding { get; init; }

    public required IReadOnlyList<LayerDescription> Layers { get; init; }

    public required NormDescription FinalNorm { get; init; }

    public required HeadDescription Head { get; init; }

    /// <summary>Gets a value indicating whether the hidden state may exceed the range of float16, and stays in float32 between the projections.</summary>
    public bool HasWideHiddenState { get; init; }
}
