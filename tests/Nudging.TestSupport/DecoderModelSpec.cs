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

    /// <summary>Gets a value indicating whether weights, caches and logits are float16.</summary>
    public bool Float16 { get; init; }

    /// <summary>Gets a value indicating whether ids, mask and positions are int32.</summary>
    public bool Int32Inputs { get; init; }

    /// <summary>Gets a value indicating whether positions are an input; the graph counts by itself otherwise.</summary>
    public bool HasPositionIds { get; init; } = true;

    /// <summary>Gets a value indicating whether attention is one GroupQueryAttention node; it is concatenation and softmax otherwise.</summary>
    public bool UsesGroupQueryAttention { get; init; } = true;

    /// <summary>Gets a value indicating whether GroupQueryAttention does the rotary embedding itself.</summary>
    public bool FusedRotary { get; init; }

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
