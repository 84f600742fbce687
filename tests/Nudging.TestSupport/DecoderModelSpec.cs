namespace Nudging.TestSupport;

/// <summary>The shape of a decoder model with random weights.</summary>
public sealed record DecoderModelSpec
{
    public int Layers { get; init; } = 2;

    public int Heads { get; init; } = 4;

    public int KeyValueHeads { get; init; } = 2;

    /// <summary>Gets the size of a head; a multiple of 16 for the rotary embedding.</summary>
    public int HeadSize { get; init; } = 16;

    public int IntermediateSize { get; init; } = 96;

    public int ContextLength { get; init; } = 256;

    /// <summary>Gets the size of the vocabulary; ids beyond the tokenizer's vocabulary have no token.</summary>
    public int VocabularySize { get; init; } = 320;

    public string ChatTemplate { get; init; } = "{{ messages[0].content }}";

    /// <summary>Gets a value indicating whether weights, caches and logits are float16.</summary>
    public bool Float16 { get; init; }

    /// <summary>Gets a value indicating whether caches and logits are bfloat16, with float32 between them.</summary>
    public bool BFloat16Caches { get; init; }

    /// <summary>Gets a value indicating whether GroupQueryAttention keeps its caches in int8, with one scale per cache.</summary>
    public bool Int8Caches { get; init; }

    /// <summary>Gets the accuracy level of weights in 4 bits; <see langword="null"/> for weights that are not quantised.</summary>
    public int? Int4AccuracyLevel { get; init; }

    /// <summary>Gets a value indicating whether the token embeddings are in 4 bits.</summary>
    public bool QuantizedEmbedding { get; init; }

    /// <summary>Gets a value indicating whether ids, mask and positions are int32.</summary>
    public bool Int32Inputs { get; init; }

    /// <summary>Gets a value indicating whether positions are an input; otherwise the graph computes the positions.</summary>
    public bool HasPositionIds { get; init; } = true;

    /// <summary>Gets a value indicating whether the number of last tokens whose logits the graph computes is an input; 0 stands for all.</summary>
    public bool HasLogitsToKeep { get; init; }

    /// <summary>Gets a value indicating whether the graph has the input <c>use_cache_branch</c> of merged decoders.</summary>
    public bool HasCacheBranch { get; init; }

    /// <summary>Gets a value indicating whether attention is one GroupQueryAttention node; otherwise the graph uses concatenation and softmax.</summary>
    public bool UsesGroupQueryAttention { get; init; } = true;

    /// <summary>Gets a value indicating whether GroupQueryAttention applies the rotary embedding itself.</summary>
    public bool FusedRotary { get; init; }

    /// <summary>Gets a value indicating whether GroupQueryAttention gets queries, keys and values in one tensor.</summary>
    public bool PackedAttention { get; init; }

    /// <summary>Gets a value indicating whether GroupQueryAttention normalizes queries and keys, which only some providers support.</summary>
    public bool NormWithinAttention { get; init; }

    /// <summary>Gets the soft cap of the attention logits; 0 for none.</summary>
    public float AttentionSoftcap { get; init; }

    /// <summary>Gets the soft cap of the output logits, before a bias; 0 for none.</summary>
    public float LogitSoftcap { get; init; }

    /// <summary>Gets the size of the attention window of each second layer, as in Gemma-2; <see langword="null"/> for full attention.</summary>
    public int? Window { get; init; }

    /// <summary>Gets a value indicating whether the layers with a window drop tokens outside the window from their caches.</summary>
    public bool SlidingCache { get; init; }

    /// <summary>Gets the number of tokens above which other rotary angles apply; <see langword="null"/> for one set of angles.</summary>
    public int? LongRotaryAbove { get; init; }

    /// <summary>Gets a value indicating whether both sets of rotary angles are in one table, in which positions above the limit are shifted to the second set.</summary>
    public bool LongRotaryByPosition { get; init; }

    /// <summary>Gets the fixed number of tokens of a pass; <see langword="null"/> for any number.</summary>
    public int? FixedLength { get; init; }

    /// <summary>Gets a value indicating whether the weights are in a separate file.</summary>
    public bool ExternalData { get; init; }

    /// <summary>Gets a value indicating whether the graph outputs the logits of the last token only.</summary>
    public bool PrunedLogits { get; init; }

    /// <summary>Gets a value indicating whether the cache shapes have the numbers of heads and sizes; otherwise the shapes are symbolic.</summary>
    public bool ConcreteShapes { get; init; } = true;

    /// <summary>Gets the factor of the logits; a greater factor gives higher top-1 probabilities.</summary>
    public float LogitScale { get; init; } = 2;

    /// <summary>Gets the bias of the logits by token id.</summary>
    public IReadOnlyDictionary<int, float> LogitBias { get; init; } = new Dictionary<int, float>();

    /// <summary>Gets the merges of the tokenizer; without merges each byte is a token.</summary>
    public IReadOnlyList<string> Merges { get; init; } = TestVocabulary.SomeMerges;

    public int Seed { get; init; } = 1;
}
