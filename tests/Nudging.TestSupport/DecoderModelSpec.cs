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

    /// <summary>Gets the size of the vocabulary; ids beyond the tokenizer's have no token.</summary>
    public int VocabularySize { get; init; } = 320;

    public string ChatTemplate { get; init; } = "{{ messages[0].content }}";

    /// <summary>Gets a value indicating whether weights, caches and logits are float16.</summary>
    public bool Float16 { get; init; }

    /// <summary>Gets a value indicating whether caches and logits are bfloat16, with float32 between them.</summary>
    public bool BFloat16Caches { get; init; }

    /// <summary>Gets a value indicating whether GroupQueryAttention keeps its caches in int8, with one scale each.</summary>
    public bool Int8Caches { get; init; }

    /// <summary>Gets the accuracy level of weights in 4 bits; <see langword="null"/> for weights that are not quantised.</summary>
    public int? Int4AccuracyLevel { get; init; }

    /// <summary>Gets a value indicating whether the vectors of the tokens are in 4 bits.</summary>
    public bool QuantizedEmbedding { get; init; }

    /// <summary>Gets a value indicating whether ids, mask and positions are int32.</summary>
    public bool Int32Inputs { get; init; }

    /// <summary>Gets a value indicating whether positions are an input; the graph counts by itself otherwise.</summary>
    public bool HasPositionIds { get; init; } = true;

    /// <summary>Gets a value indicating whether attention is one GroupQueryAttention node; it is concatenation and softmax otherwise.</summary>
    public bool UsesGroupQueryAttention { get; init; } = true;

    /// <summary>Gets a value indicating whether GroupQueryAttention applies the rotary embedding itself.</summary>
    public bool FusedRotary { get; init; }

    /// <summary>Gets a value indicating whether GroupQueryAttention gets queries, keys and values in one tensor.</summary>
    public bool PackedAttention { get; init; }

    /// <summary>Gets a value indicating whether GroupQueryAttention normalizes queries and keys itself, which only some providers can.</summary>
    public bool NormWithinAttention { get; init; }

    /// <summary>Gets what the scores of attention are kept below; 0 for no limit.</summary>
    public float AttentionSoftcap { get; init; }

    /// <summary>Gets what the logits are kept below, before a bias; 0 for no limit.</summary>
    public float LogitSoftcap { get; init; }

    /// <summary>Gets how many tokens every second layer looks at, as Gemma-2 does it; <see langword="null"/> for all of them.</summary>
    public int? Window { get; init; }

    /// <summary>Gets a value indicating whether those layers drop from their caches what is out of the window.</summary>
    public bool SlidingCache { get; init; }

    /// <summary>Gets from how many tokens on a text is turned by other angles; <see langword="null"/> for one set of angles.</summary>
    public int? LongRotaryAbove { get; init; }

    /// <summary>Gets a value indicating whether those angles follow the others in one table, to which the positions are moved.</summary>
    public bool LongRotaryByPosition { get; init; }

    /// <summary>Gets how many tokens a pass takes; <see langword="null"/> for any number.</summary>
    public int? FixedLength { get; init; }

    /// <summary>Gets a value indicating whether the weights are in a file of their own.</summary>
    public bool ExternalData { get; init; }

    /// <summary>Gets a value indicating whether only the last token's logits are given.</summary>
    public bool PrunedLogits { get; init; }

    /// <summary>Gets a value indicating whether the graph's cache shapes name heads and sizes; they are left open otherwise.</summary>
    public bool ConcreteShapes { get; init; } = true;

    /// <summary>Gets how far apart logits are; larger makes the model surer.</summary>
    public float LogitScale { get; init; } = 2;

    /// <summary>Gets what is added to the logits of tokens.</summary>
    public IReadOnlyDictionary<int, float> LogitBias { get; init; } = new Dictionary<int, float>();

    /// <summary>Gets the merges of the tokenizer; none makes every byte its own token.</summary>
    public IReadOnlyList<string> Merges { get; init; } = TestVocabulary.SomeMerges;

    public int Seed { get; init; } = 1;
}
