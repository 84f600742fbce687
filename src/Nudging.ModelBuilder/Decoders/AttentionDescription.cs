namespace Nudging.ModelBuilder.Decoders;

/// <summary>Causal self-attention.</summary>
internal sealed record AttentionDescription
{
    public required int Heads { get; init; }

    public required int KeyValueHeads { get; init; }

    public required int HeadSize { get; init; }

    public required LinearDescription Query { get; init; }

    public required LinearDescription Key { get; init; }

    public required LinearDescription Value { get; init; }

    public required LinearDescription Output { get; init; }

    /// <summary>Gets the bound of the magnitude of queries, keys and values after the projection.</summary>
    public float? Clip { get; init; }

    public HeadNormDescription? QueryNorm { get; init; }

    public HeadNormDescription? KeyNorm { get; init; }

    /// <summary>Gets the rotary embedding; <see langword="null"/> where the layer has none.</summary>
    public RotaryDescription? Rotary { get; init; }

    /// <summary>Gets the factor of the products of queries and keys.</summary>
    public required float Scale { get; init; }

    /// <summary>Gets the number of positions that a query reads, its own included; <see langword="null"/> for all.</summary>
    public int? Window { get; init; }

    /// <summary>Gets the cap c of the attention logits s, c·tanh(s/c).</summary>
    public float? Softcap { get; init; }

    /// <summary>Gets the factor of queries that depends on their position.</summary>
    public QueryScaleDescription? QueryScale { get; init; }
}
