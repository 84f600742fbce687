namespace Nudging.OnnxRuntime;

/// <summary>How a model folder is run.</summary>
/// <remarks>Each property checks its value when it is set. Options are read once, when the model is loaded.</remarks>
public sealed class OnnxModelOptions
{
    private int? _intraOpThreads;
    private int _cacheGrowthStep = 256;

    /// <summary>Gets or sets what the model runs on.</summary>
    /// <value>
    /// The default is <see langword="null"/>: the provider that the folder's genai_config.json names, and the processor
    /// where it names none. A provider set here replaces those of the file, with their options.
    /// </value>
    public OnnxExecutionProvider? ExecutionProvider { get; set; }

    /// <summary>Gets or sets how many threads compute one operation.</summary>
    /// <value>
    /// At least 1. The default is <see langword="null"/>: what genai_config.json says, else half of the processors,
    /// at least 1 and at most 16.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int? IntraOpThreads
    {
        get => _intraOpThreads;
        set => _intraOpThreads = value is null or >= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"{nameof(IntraOpThreads)} is {value}; it must be at least 1, or null for the default.");
    }

    /// <summary>Gets or sets a value indicating whether threads that wait for work keep a processor busy.</summary>
    /// <value>
    /// The default is <see langword="null"/>: what genai_config.json says, else <see langword="false"/>, because the two
    /// models of a pair take turns and the waiting threads of one would slow down the other.
    /// </value>
    public bool? AllowSpinning { get; set; }

    /// <summary>Gets or sets by how many tokens the key/value cache grows at least.</summary>
    /// <value>At least 1. The default is 256. The cache never grows beyond the model's context.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int CacheGrowthStep
    {
        get => _cacheGrowthStep;
        set => _cacheGrowthStep = value >= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"{nameof(CacheGrowthStep)} is {value}; it must be at least 1.");
    }

    /// <summary>Gets or sets a value indicating whether the rules that DirectML needs are obeyed on every provider.</summary>
    /// <value>
    /// The default is <see langword="false"/>: only on DirectML. Results are the same either way; the rules (a whole first
    /// prompt, then one token at a time; one pass at a time in the process; no fused rotary embedding) cost speed.
    /// </value>
    public bool UseDirectMLRules { get; set; }

    /// <summary>Returns a copy that later changes to this instance do not reach.</summary>
    /// <returns>The copy.</returns>
    public OnnxModelOptions Clone() => (OnnxModelOptions)MemberwiseClone();
}
