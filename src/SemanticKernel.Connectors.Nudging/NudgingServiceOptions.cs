using System.ComponentModel.DataAnnotations;
using Nudging.Chat;
using Nudging.Decoding;
using Nudging.OnnxRuntime;

namespace SemanticKernel.Connectors.Nudging;

/// <summary>The options of a registered pair and its services.</summary>
/// <remarks>
/// Each property checks its value when it is set. The services read the options once, when the first service is created. The
/// keys of a configuration section are the names of the properties; see docs/settings.md. Not thread safe while it is being
/// changed.
/// </remarks>
/// <example>
/// <code>
/// builder.AddNudgingChatCompletion("models/base", "models/aligned", configureService: service =>
/// {
///     service.Generation.Threshold = 0.4f;
///     service.Prompts.BasePrompt = BasePromptStyle.AlignedTemplate;
///     service.BaseModel.ExecutionProvider = OnnxExecutionProvider.DirectML();
///     service.WarmUp = true;
/// });
/// </code>
/// </example>
public sealed class NudgingServiceOptions
{
    /// <summary>Gets the options of the procedure. The settings of a request may override these options.</summary>
    /// <value>The default has the defaults of <see cref="NudgingOptions"/>.</value>
    public NudgingOptions Generation { get; } = new();

    /// <summary>Gets the options of the prompts of the two models.</summary>
    /// <value>The default has the defaults of <see cref="NudgingPromptOptions"/>.</value>
    public NudgingPromptOptions Prompts { get; } = new();

    /// <summary>Gets the options of the pair, such as the number of requests that the pair serves at a time.</summary>
    /// <value>The default has the defaults of <see cref="NudgingPairOptions"/>. Not used where the pair is given as an object.</value>
    public NudgingPairOptions Pair { get; } = new();

    /// <summary>Gets or sets the folder of the large base model, which is not aligned.</summary>
    /// <value>
    /// A path. A relative path is resolved when the pair is registered, against the current directory; in a registration from
    /// configuration, against the content root of the host if there is one. Required where the pair is loaded from folders,
    /// otherwise not used.
    /// </value>
    /// <exception cref="ArgumentException">The value is blank.</exception>
    [Required(ErrorMessage = "Not set; it must be the folder of the base model.")]
    public string? BaseModelPath
    {
        get;
        set => field = CheckPath(nameof(BaseModelPath), value);
    }

    /// <summary>Gets or sets the folder of the small aligned model.</summary>
    /// <value>A path, as <see cref="BaseModelPath"/>.</value>
    /// <exception cref="ArgumentException">The value is blank.</exception>
    [Required(ErrorMessage = "Not set; it must be the folder of the aligned model.")]
    public string? AlignedModelPath
    {
        get;
        set => field = CheckPath(nameof(AlignedModelPath), value);
    }

    /// <summary>Gets the options of the base model on ONNX Runtime.</summary>
    /// <value>The default has the defaults of <see cref="OnnxModelOptions"/>. Not used where the models are given as objects.</value>
    public OnnxModelOptions BaseModel { get; } = new();

    /// <summary>Gets the options of the aligned model on ONNX Runtime.</summary>
    /// <value>The default has the defaults of <see cref="OnnxModelOptions"/>. Not used where the models are given as objects.</value>
    public OnnxModelOptions AlignedModel { get; } = new();

    /// <summary>Gets or sets a value indicating whether the models are loaded, and generate one token, when the host starts.</summary>
    /// <value>
    /// The default is <see langword="false"/>: the models are loaded when a service is first requested. With
    /// <see langword="true"/>, a host whose models cannot be loaded does not start. The option has no effect without a host.
    /// </value>
    public bool WarmUp { get; set; }

    /// <summary>Gets or sets a value indicating whether requests are traced and measured according to OpenTelemetry's conventions for generative AI.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool UseOpenTelemetry { get; set; } = true;

    /// <summary>Gets or sets a value indicating whether traces, and logs at level Trace, may contain prompts and answers.</summary>
    /// <value>The default is <see langword="false"/>: neither traces nor logs contain prompts and answers.</value>
    public bool EnableSensitiveData { get; set; }

    /// <summary>Makes relative model paths absolute.</summary>
    /// <param name="directory">The directory that relative paths start from.</param>
    internal void ResolvePaths(string directory)
    {
        BaseModelPath = BaseModelPath is { } basePath ? Path.GetFullPath(basePath, directory) : null;
        AlignedModelPath = AlignedModelPath is { } alignedPath ? Path.GetFullPath(alignedPath, directory) : null;
    }

    private static string? CheckPath(string option, string? value) => value is null || !string.IsNullOrWhiteSpace(value)
        ? value
        : throw new ArgumentException($"{option} is blank; it must be the folder of a model.", nameof(value));
}
