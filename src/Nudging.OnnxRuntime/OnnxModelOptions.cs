namespace Nudging.OnnxRuntime;

/// <summary>Options of a model on ONNX Runtime.</summary>
/// <remarks>
/// Each property checks its value when it is set. <see cref="OnnxLanguageModel.Load"/> copies the options; later changes
/// have no effect on the model. Not thread safe.
/// </remarks>
/// <example>
/// <code>
/// var options = new OnnxModelOptions
/// {
///     ExecutionProvider = OnnxExecutionProvider.Parse("directml:1"),
///     MaxConcurrentRequests = 2,
/// };
/// using var model = OnnxLanguageModel.Load("models/base", options);
/// </code>
/// </example>
public sealed class OnnxModelOptions
{
    private int? _intraOpThreads;
    private int _cacheGrowthStep = 256;
    private int _maxConcurrentRequests = 4;
    private TimeSpan _idleCacheTimeout = TimeSpan.FromMinutes(5);

    /// <summary>Gets or sets the execution provider that the model runs on.</summary>
    /// <value>
    /// The default is <see langword="null"/>: the providers that genai_config.json names, or the CPU where the file names
    /// none. A provider set here replaces the providers of the file and their options.
    /// </value>
    public OnnxExecutionProvider? ExecutionProvider { get; set; }

    /// <summary>Gets or sets the number of threads that compute one operation.</summary>
    /// <value>
    /// At least 1. The default is <see langword="null"/>: the number in genai_config.json, or half of the logical CPUs, at
    /// least 1 and at most 16, where the file has none.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int? IntraOpThreads
    {
        get => _intraOpThreads;
        set => _intraOpThreads = value is null or >= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"{nameof(IntraOpThreads)} is {value}; it must be at least 1, or null for the default.");
    }

    /// <summary>Gets or sets a value indicating whether threads without work spin instead of sleeping.</summary>
    /// <value>
    /// The default is <see langword="null"/>: the entry in genai_config.json, or <see langword="false"/> where the file has
    /// none. The two models of a pair compute in turn, and the spinning threads of one model slow down the other model.
    /// </value>
    public bool? AllowSpinning { get; set; }

    /// <summary>Gets or sets the least number of tokens that a key/value cache grows by.</summary>
    /// <value>At least 1. The default is 256. A cache never exceeds the model's context.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int CacheGrowthStep
    {
        get => _cacheGrowthStep;
        set => _cacheGrowthStep = value >= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"{nameof(CacheGrowthStep)} is {value}; it must be at least 1.");
    }

    /// <summary>Gets or sets the number of key/value caches, and so of requests that do not take caches from each other.</summary>
    /// <value>
    /// At least 1. The default is 4. The cache of a request that has ended keeps its text, so that the next turn of the
    /// conversation computes only the new tokens. A cache never exceeds the model's context.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int MaxConcurrentRequests
    {
        get => _maxConcurrentRequests;
        set => _maxConcurrentRequests = value >= 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"{nameof(MaxConcurrentRequests)} is {value}; it must be at least 1.");
    }

    /// <summary>Gets or sets the time after which an unused key/value cache releases its memory.</summary>
    /// <value>
    /// Above zero and at most 24 days, or <see cref="Timeout.InfiniteTimeSpan"/> for never. The default is 5 minutes. A
    /// conversation that goes on later is computed again.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of that range.</exception>
    public TimeSpan IdleCacheTimeout
    {
        get => _idleCacheTimeout;
        set => _idleCacheTimeout = value == Timeout.InfiniteTimeSpan || (value > TimeSpan.Zero && value <= TimeSpan.FromDays(24))
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"{nameof(IdleCacheTimeout)} is {value}; it must be above zero and at most 24 days, or Timeout.InfiniteTimeSpan for never.");
    }

    /// <summary>Gets or sets a value indicating whether the rules of DirectML hold on every provider, so that tests can check the rules without DirectML.</summary>
    /// <value>The default is <see langword="false"/>. Results are the same either way; the rules cost speed.</value>
    internal bool UseDirectMLRules { get; set; }

    internal TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Copies the options.</summary>
    /// <returns>A copy that later changes to this instance do not affect.</returns>
    public OnnxModelOptions Clone() => (OnnxModelOptions)MemberwiseClone();
}
