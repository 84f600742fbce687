using Nudging.ModelBuilder.Conversion;

namespace Nudging.Tool.Pairs;

/// <summary>Computes how large a converted model becomes, before the conversion.</summary>
internal static class SizeEstimate
{
    /// <summary>The tokens of context that the memory in use is told for.</summary>
    public const int ContextTokens = 4096;

    /// <summary>Gets the size of a converted model.</summary>
    /// <param name="parameters">The number of weights; tied weights count once.</param>
    /// <param name="target">The execution provider.</param>
    /// <param name="precision">The precision.</param>
    public static long FolderBytes(long parameters, ConversionTarget target, WeightPrecision precision)
    {
        // Each block has a scale of the activations' type.
        double scaleBits = 8.0 * BytesOfActivation(target) / new ModelConverterOptions().BlockSize;
        double bits = precision switch
        {
            WeightPrecision.Float32 => 32,
            WeightPrecision.Float16 or WeightPrecision.BFloat16 => 16,
            WeightPrecision.Int8 => 8 + scaleBits,
            _ => 4 + scaleBits,
        };
        return (long)(parameters * bits / 8);
    }

    /// <summary>Gets the memory of the weights and of the key/value cache of one request.</summary>
    /// <param name="folderBytes">The size of the converted model.</param>
    /// <param name="cacheValuesPerToken">The numbers of one token in the cache.</param>
    /// <param name="context">The context length of the model.</param>
    /// <param name="target">The execution provider.</param>
    public static long MemoryBytes(long folderBytes, long cacheValuesPerToken, int context, ConversionTarget target) =>
        folderBytes + (cacheValuesPerToken * BytesOfActivation(target) * Math.Min(context, ContextTokens));

    private static int BytesOfActivation(ConversionTarget target) => target == ConversionTarget.Cpu ? 4 : 2;
}
