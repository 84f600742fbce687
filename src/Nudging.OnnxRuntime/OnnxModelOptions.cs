namespace Nudging.OnnxRuntime;

/// <summary>How a model folder is run.</summary>
/// <remarks>Each property checks its value when it is set. Options are read once, when the model is loaded.</remarks>
public sealed class OnnxModelOptions
{
    private int? _intraOpThreads;
    private int _cacheGrowthStep = 256;
    private int _maxConcurrentRequests = 4;
    private TimeSpan _idleCacheTimeout = TimeSpan.FromMinutes(5);

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

    /// <summary>Gets or sets how many requests can be under way at once, each with a key/value cache of its own.</summary>
    /// <value>
    /// At least 1. The default is 4. The caches of requests that have ended stay, so that a conversation that goes on is
    /// not computed again; there are never more than so many, and each grows no further than the model's context.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int MaxConcurrentRequests
    {
        get => _maxConcurrentRequests;
        set => _maxConcurrentRequests = value >= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"{nameof(MaxConcurrentRequests)} is {value}; it must be at least 1.");
    }

    /// <summary>Gets or sets after how long a key/value cache that is not used gives its memory back.</summary>
    /// <value>
    /// Above zero, at most 24 days, or <see cref="Timeout.InfiniteTimeSpan"/> for never. The default is 5 minutes. A
    /// conversation that goes on later is computed anew.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of that range.</exception>
    public TimeSpan IdleCacheTimeout
    {
        get => _idleCacheTimeout;
        set => _idleCacheTimeout = value == Timeout.InfiniteTimeSpan || (value > TimeSpan.Zero && value <= TimeSpan.FromDays(24))
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"{nameof(IdleCacheTimeout)} is {value}; it must be above zero and at most 24 days, or Timeout.InfiniteTimeSpan for never.");
    }

    /// <summary>Gets or sets a value indicating whether the rules that DirectML needs are obeyed on every provider.</summary>
    /// <value>
    /// The default is <see langword="false"/>: only on DirectML. Results are the same either way; the rules (a whole first
    /// prompt, then one token at a time; one pass at a time in the process; no fused rotary embedding) cost speed.
    /// </value>
    public bool UseDirectMLRules { get; set; }

    internal TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Returns a copy that later changes to this instance do not reach.</summary>
    /// <returns>The copy.</returns>
    public OnnxModelOptions Clone() => (OnnxModelOptions)MemberwiseClone();
}
