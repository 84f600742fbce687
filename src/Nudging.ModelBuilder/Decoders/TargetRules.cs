using Nudging.ModelBuilder.Conversion;

namespace Nudging.ModelBuilder.Decoders;

/// <summary>What differs between the execution providers that a graph is written for.</summary>
internal sealed class TargetRules
{
    // GroupQueryAttention refuses heads of other sizes: heads are padded with zeros.
    private const int HeadSizeStep = 8;

    // GroupQueryAttention applies a rotary embedding of these sizes only.
    private const int RotaryHeadSizeStep = 16;
    private const int RotaryPairStep = 8;

    public TargetRules(ConversionTarget target, WeightPrecision precision)
    {
        Target = target;
        ActivationType = precision switch
        {
            WeightPrecision.BFloat16 when target is not ConversionTarget.Cuda =>
                throw new ModelConversionException($"The precision bf16 is not supported for {target}: its operators do not compute in bfloat16. Use fp32, fp16 or int4, or the target cuda."),
            WeightPrecision.BFloat16 => DataType.Bfloat16,
            WeightPrecision.Float32 => DataType.Float,
            WeightPrecision.Float16 => DataType.Float16,
            _ => target == ConversionTarget.Cpu ? DataType.Float : DataType.Float16,
        };
    }

    public ConversionTarget Target { get; }

    /// <summary>Gets the type of activations and caches.</summary>
    public DataType ActivationType { get; }

    /// <summary>Gets the type of the logits.</summary>
    public DataType LogitType => ActivationType == DataType.Bfloat16 ? DataType.Float : ActivationType;

    /// <summary>Gets a value indicating whether attention reads queries, keys and values in one tensor.</summary>
    public bool PacksQueryKeyValue => Target != ConversionTarget.DirectML;

    /// <summary>
    /// Gets a value indicating whether the graph chooses between two rotary tables with <c>If</c>; otherwise the tables are
    /// joined and the positions are moved.
    /// </summary>
    public bool ChoosesRotaryTable => Target != ConversionTarget.DirectML;

    /// <summary>Gets the size of a head in the cache.</summary>
    public static int CacheHeadSize(int headSize) => (headSize + HeadSizeStep - 1) / HeadSizeStep * HeadSizeStep;

    /// <summary>
    /// Tells whether GroupQueryAttention applies the rotary embedding itself. DirectML's ignores that without an error, and
    /// the others refuse some sizes.
    /// </summary>
    public bool HasRotaryInAttention(AttentionDescription attention) =>
        Target != ConversionTarget.DirectML
        && attention.Rotary is RotaryDescription rotary
        && attention.HeadSize % RotaryHeadSizeStep == 0
        && rotary.Angles.Frequencies.Count % RotaryPairStep == 0;

    /// <summary>Tells whether the positions of tokens are an input of the graph.</summary>
    public bool HasPositionIds(DecoderDescription decoder) =>
        decoder.Embedding.Positions is not null
        || decoder.Layers.Any(layer => layer.Attention.QueryScale is not null || (layer.Attention.Rotary is not null && !HasRotaryInAttention(layer.Attention)));
}
