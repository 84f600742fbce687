using Nudging.Models;

namespace Nudging.ModelBuilder.Conversion;

/// <summary>Options of a conversion.</summary>
/// <remarks>
/// Each property checks its value when it is set. <see cref="ModelConverter.ConvertAsync"/> copies the options; later changes
/// have no effect on the conversion. Not thread safe.
/// </remarks>
/// <example>
/// <code>
/// var options = new ModelConverterOptions { Target = ConversionTarget.Cuda, Precision = WeightPrecision.Float16 };
/// await ModelConverter.ConvertAsync("downloads/SmolLM2-1.7B", "models/SmolLM2-1.7B", options);
/// </code>
/// </example>
public sealed class ModelConverterOptions
{
    private const string BlockSizes = "16, 32, 64, 128 or 256";

    /// <summary>Gets or sets the execution provider that the model is written for.</summary>
    /// <value>The default is <see cref="ConversionTarget.Cpu"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">The enumeration does not define the value.</exception>
    public ConversionTarget Target
    {
        get;
        set => field = OptionGuard.CheckDefined(value);
    } = ConversionTarget.Cpu;

    /// <summary>Gets or sets the precision of the matrices.</summary>
    /// <value>The default is <see cref="WeightPrecision.Int4"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">The enumeration does not define the value.</exception>
    public WeightPrecision Precision
    {
        get;
        set => field = OptionGuard.CheckDefined(value);
    } = WeightPrecision.Int4;

    /// <summary>Gets or sets the number of weights of a row that share a scale, where weights are quantised.</summary>
    /// <value>16, 32, 64, 128 or 256. The default is 32. A greater block takes less memory and has a greater error.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is another number.</exception>
    public int BlockSize
    {
        get;
        set => field = OptionGuard.Check(value, value is 16 or 32 or 64 or 128 or 256, BlockSizes);
    } = 32;

    /// <summary>Gets or sets a value indicating whether each block of quantised weights has a zero point of its own.</summary>
    /// <value>
    /// The default is <see langword="false"/>: the zero point is the middle of the range. Zero points lower the error of 4-bit
    /// weights and take half a byte a block.
    /// </value>
    public bool IsAsymmetric { get; set; }

    /// <summary>Gets or sets a value indicating whether a 4-bit model keeps the layers that lose most by 4 bits in 8 bits.</summary>
    /// <value>
    /// The default is <see langword="false"/>. The layers are the head, and the value and down projections of the first and last
    /// eighth of the layers and of each third layer between. The choice has no effect on other precisions.
    /// </value>
    public bool Keep8Bit { get; set; }

    /// <summary>Gets or sets the precision in which quantised matrices are multiplied: the attribute <c>accuracy_level</c> of MatMulNBits.</summary>
    /// <value>
    /// 0 (as the provider chooses), 1 (float32), 2 (float16), 3 (bfloat16) or 4 (int8: fastest). The default is
    /// <see langword="null"/>: 4 for the CPU and WebGPU, 0 for CUDA and DirectML.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">The value is another number.</exception>
    public int? AccuracyLevel
    {
        get;
        set => field = OptionGuard.Check(value, value is null or (>= 0 and <= 4), "from 0 to 4, or null for the default of the target");
    }

    /// <summary>Gets or sets the greatest context length, in tokens.</summary>
    /// <value>
    /// At least 1. The default is <see langword="null"/>: the context length of the model. A greater value than that of the
    /// model has no effect. The rotary tables of the graph have one row for each token of the context.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int? MaxContextLength
    {
        get;
        set => field = OptionGuard.Check(value, value is null or >= 1, "at least 1, or null for the context length of the model");
    }

    /// <summary>Gets or sets a value indicating whether a folder that an earlier conversion wrote is replaced.</summary>
    /// <value>
    /// The default is <see langword="false"/>. A folder with other content is never replaced. A folder that already holds the
    /// result of the same conversion is kept either way.
    /// </value>
    public bool Overwrite { get; set; }

    /// <summary>Gets or sets the name of the model for the record of the conversion.</summary>
    /// <value>
    /// The default is <see langword="null"/>: the name of the repository where the source lies in the cache of the Hugging Face
    /// hub, otherwise the name of the source folder.
    /// </value>
    public string? SourceName { get; set; }

    /// <summary>Gets or sets the revision of the model for the record of the conversion.</summary>
    /// <value>
    /// The default is <see langword="null"/>: the revision where the source lies in the cache of the Hugging Face hub, otherwise
    /// none.
    /// </value>
    public string? SourceRevision { get; set; }

    /// <summary>Copies the options.</summary>
    /// <returns>A copy that later changes to this instance do not affect.</returns>
    public ModelConverterOptions Clone() => (ModelConverterOptions)MemberwiseClone();
}
