namespace Nudging.Tool.Pairs;

/// <summary>A model of the list of known pairs: the numbers of its config.json, from which all sizes are computed.</summary>
internal sealed record KnownModel
{
    /// <summary>The <c>model_type</c>.</summary>
    public required string Family { get; init; }

    public required string License { get; init; }

    /// <summary>Whether the terms have to be accepted on the model's page.</summary>
    public required bool Gated { get; init; }

    public required int Layers { get; init; }

    public required int Hidden { get; init; }

    public required int Intermediate { get; init; }

    public required int Heads { get; init; }

    public required int KeyValueHeads { get; init; }

    public required int HeadSize { get; init; }

    public required int Vocabulary { get; init; }

    /// <summary>Whether the head has the weights of the embedding.</summary>
    public required bool Tied { get; init; }

    public required int Context { get; init; }

    /// <summary>The number of weights.</summary>
    public long Parameters => (Embedding * (Tied ? 1 : 2)) + (Layers * (Attention + FeedForward + Norms)) + FinalNorm;

    /// <summary>The numbers of one token in the key/value cache.</summary>
    public long CacheValuesPerToken => 2L * Layers * KeyValueHeads * HeadSize;

    private bool IsNeoX => Family == "gpt_neox";

    private long Embedding => (long)Vocabulary * Hidden;

    private long Queries => (long)Heads * HeadSize;

    private long Keys => (long)KeyValueHeads * HeadSize;

    private long Attention => (2 * Queries * Hidden) + (2 * Keys * Hidden) + Family switch
    {
        "qwen2" => Queries + (2 * Keys),
        "gpt_neox" => Queries + (2 * Keys) + Hidden,
        "olmo2" => Queries + Keys,
        _ => 0,
    };

    private long FeedForward => IsNeoX ? (2L * Hidden * Intermediate) + Intermediate + Hidden : 3L * Hidden * Intermediate;

    // gpt_neox has biases in its norms; gemma2 has a norm before and after each part.
    private long Norms => (Family is "gpt_neox" or "gemma2" ? 4L : 2L) * Hidden;

    private long FinalNorm => IsNeoX ? 2L * Hidden : Hidden;
}
