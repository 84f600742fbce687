using Nudging.ModelBuilder.Checkpoints;
using Nudging.ModelBuilder.Decoders;

namespace Nudging.ModelBuilder.Families;

/// <summary>What a family declares: its sizes, the names of its tensors, and what it computes. The defaults are those of Llama.</summary>
internal sealed record FamilyDeclaration
{
    // Sizes.
    public required int VocabularySize { get; init; }

    public required int HiddenSize { get; init; }

    public required int IntermediateSize { get; init; }

    public required int LayerCount { get; init; }

    public required int Heads { get; init; }

    public required int KeyValueHeads { get; init; }

    public required int HeadSize { get; init; }

    public required int ContextLength { get; init; }

    // Names of tensors. "model." is the root; a nested text model has another.
    public string Root { get; init; } = "model.";

    public string Embedding { get; init; } = "embed_tokens";

    /// <summary>Gets the name of the learned positions; <see langword="null"/> where there are none.</summary>
    public string? Positions { get; init; }

    public string Layers { get; init; } = "layers";

    public string FinalNorm { get; init; } = "norm";

    /// <summary>Gets the name of the output projection, beside the root.</summary>
    public string Head { get; init; } = "lm_head";

    public bool HasHeadBias { get; init; }

    public required bool IsTied { get; init; }

    // Projections, below the prefix of the layer.
    public string Query { get; init; } = "self_attn.q_proj";

    public string Key { get; init; } = "self_attn.k_proj";

    public string Value { get; init; } = "self_attn.v_proj";

    public string Output { get; init; } = "self_attn.o_proj";

    /// <summary>Gets the name of the projection of queries, keys and values in one; <see langword="null"/> where there are three.</summary>
    public string? QueryKeyValue { get; init; }

    /// <summary>Gets a value indicating whether <see cref="QueryKeyValue"/> has the query, key and value of a head together, and not all queries first.</summary>
    public bool IsPackedPerHead { get; init; }

    public bool HasQueryKeyValueBias { get; init; }

    public bool HasOutputBias { get; init; }

    /// <summary>Gets the name of the gate; <see langword="null"/> where the feed-forward network has none.</summary>
    public string? Gate { get; init; } = "mlp.gate_proj";

    public string Up { get; init; } = "mlp.up_proj";

    public string Down { get; init; } = "mlp.down_proj";

    /// <summary>Gets the name of the projection of gate and up in one; <see langword="null"/> where there are two.</summary>
    public string? GateUp { get; init; }

    public bool HasFeedForwardBias { get; init; }

    /// <summary>Gets a value indicating whether the projections are stored [input features, output features].</summary>
    public bool IsTransposed { get; init; }

    // Norms.
    public LayerNorms Norms { get; init; } = LayerNorms.Before;

    public NormKind NormKind { get; init; } = NormKind.RootMeanSquare;

    public required double NormEpsilon { get; init; }

    public bool HasNormWeight { get; init; } = true;

    public bool HasNormBias { get; init; }

    /// <summary>Gets what is added to the weights of norms.</summary>
    public float NormOffset { get; init; }

    public bool IsParallel { get; init; }

    // Attention.
    public HeadNorms HeadNorms { get; init; }

    public string QueryNorm { get; init; } = "self_attn.q_norm";

    public string KeyNorm { get; init; } = "self_attn.k_norm";

    public double? Clip { get; init; }

    /// <summary>Gets the factor of attention logits; <see langword="null"/> for 1/√(head size).</summary>
    public double? Scale { get; init; }

    public double? Softcap { get; init; }

    /// <summary>Gets the rotary embedding of each layer.</summary>
    public Func<int, RotaryDescription?> Rotary { get; init; } = _ => null;

    /// <summary>Gets the window of each layer; <see langword="null"/> for full attention.</summary>
    public Func<int, int?> Window { get; init; } = _ => null;

    public QueryScaleDescription? QueryScale { get; init; }

    // Feed-forward network.
    public Activation Activation { get; init; } = Activation.Silu;

    public Experts? Experts { get; init; }

    // Multipliers.
    public double EmbeddingMultiplier { get; init; } = 1;

    public double ResidualMultiplier { get; init; } = 1;

    public double LogitMultiplier { get; init; } = 1;

    public double? LogitSoftcap { get; init; }

    /// <inheritdoc cref="DecoderDescription.HasWideHiddenState"/>
    public bool HasWideHiddenState { get; init; }

    /// <summary>Reads the fields that most families have under the same names.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="defaults">The family's own defaults.</param>
    public static FamilyDeclaration Read(ModelConfig config, FamilyDefaults defaults)
    {
        int hidden = config.Integer("hidden_size", most: SizeLimits.Width);
        int heads = config.Integer("num_attention_heads", defaults.Heads, most: SizeLimits.Heads);
        int context = config.Integer("max_position_embeddings", defaults.ContextLength, most: SizeLimits.Context);
        int headSize = HeadSizeOf(config, hidden, heads, defaults);
        RotaryDescription? rotary = defaults.HasRotary ? RotaryReader.Read(config, headSize, context, defaults) : null;
        return new()
        {
            VocabularySize = config.Integer("vocab_size", defaults.VocabularySize, most: SizeLimits.Vocabulary),
            HiddenSize = hidden,
            IntermediateSize = config.Integer("intermediate_size", most: SizeLimits.Width),
            LayerCount = config.Integer("num_hidden_layers", most: SizeLimits.Layers),
            Heads = heads,
            KeyValueHeads = config.Integer("num_key_value_heads", defaults.KeyValueHeads ?? heads, most: SizeLimits.Heads),
            HeadSize = headSize,
            ContextLength = RotaryReader.ContextLength(config, context),
            IsTied = config.Flag("tie_word_embeddings", defaults.IsTied),
            NormEpsilon = config.Positive(defaults.NormEpsilonName, defaults.NormEpsilon),
            Activation = ActivationReader.Read(config, "hidden_act", defaults.Activation),
            Rotary = _ => rotary,
        };
    }

    private static int HeadSizeOf(ModelConfig config, int hidden, int heads, FamilyDefaults defaults)
    {
        if ((config.OptionalInteger("head_dim", most: SizeLimits.Width) ?? defaults.HeadSize) is int size)
        {
            return size;
        }

        return hidden % heads == 0
            ? hidden / heads
            : throw config.Refuse("hidden_size", $"is {hidden}, which {heads} attention heads do not divide; it must be a multiple of num_attention_heads where head_dim is missing");
    }
}
