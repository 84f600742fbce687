using Nudging.Models;

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
    /// <summary>Gets or sets the execution provider that the model runs on.</summary>
    /// <value>
    /// The default is <see langword="null"/>: the providers that genai_config.json names, or the CPU where the file names
    /// none. A provider set here replaces the providers of the file and their options.
    /// </value>
    public OnnxExecutionProvider? ExecutionProvider { get; set; }

    /// <summary>Gets or sets the variant of the graph in a folder with several graphs <c>model_VARIANT.onnx</c>, the layout of transformers.js and Optimum.</summary>
    /// <value>
    /// <c>q4</c>, <c>q4f16</c>, <c>fp16</c>, <c>quantized</c> (or <c>q8</c>), <c>int8</c> and so on; <c>fp32</c> is
    /// <c>model.onnx</c>. The default is <see langword="null"/>: the first of q4, fp32, q4f16, fp16, quantized, int8, uint8 and
    /// bnb4 that the folder has. Must be <see langword="null"/> for a folder with genai_config.json, which names its graph.
    /// </value>
    /// <exception cref="ArgumentException">The value is blank.</exception>
    public string? GraphVariant
    {
        get;
        set => field = value is null || !string.IsNullOrWhiteSpace(value) ? value : throw new ArgumentException($"GraphVariant is '{value}'; it must be the name of a variant such as q4 or fp16, or null for the default.", nameof(value));
    }

    /// <summary>Gets or sets the number of threads that compute one operation.</summary>
    /// <value>
    /// At least 1. The default is <see langword="null"/>: the number in genai_config.json, or half of the logical CPUs, at
    /// least 1 and at most 16, where the file has none.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int? IntraOpThreads
    {
        get;
        set => field = OptionGuard.Check(value, value is null or >= 1, "at least 1, or null for the default");
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
        get;
        set => field = OptionGuard.Check(value, value >= 1, "at least 1");
    } = 256;

    /// <summary>Gets or sets the number of key/value caches, and so of requests that do not take caches from each other.</summary>
    /// <value>
    /// At least 1. The default is 4. The cache of a request that has ended keeps its text, so that the next turn of the
    /// conversation computes only the new tokens. A cache never exceeds the model's context.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int MaxConcurrentRequests
    {
        get;
        set => field = OptionGuard.Check(value, value >= 1, "at least 1");
    } = 4;

    /// <summary>Gets or sets the time after which an unused key/value cache releases its memory.</summary>
    /// <value>
    /// Above zero and at most 24 days, or <see cref="Timeout.InfiniteTimeSpan"/> for never. The default is 5 minutes. A
    /// conversation that goes on later is computed again.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of that range.</exception>
    public TimeSpan IdleCacheTimeout
    {
        get;
        set
        {
            bool isValid = value == Timeout.InfiniteTimeSpan || (value > TimeSpan.Zero && value <= TimeSpan.FromDays(24));
            field = OptionGuard.Check(value, isValid, "above zero and at most 24 days, or Timeout.InfiniteTimeSpan for never");
        }
    } = TimeSpan.FromMinutes(5);

    /// <summary>Gets or sets a value indicating whether the rules of DirectML hold on every provider, so that tests can check the rules without DirectML.</summary>
    /// <value>The default is <see langword="false"/>. Results are the same either way; the rules cost speed.</value>
    internal bool UseDirectMLRules { get; set; }

    internal TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Copies the options.</summary>
    /// <returns>A copy that later changes to this instance do not affect.</returns>
    public OnnxModelOptions Clone() => (OnnxModelOptions)MemberwiseClone();
}
