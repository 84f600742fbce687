using System.ComponentModel.DataAnnotations;
using Nudging.Chat;
using Nudging.OnnxRuntime;

namespace SemanticKernel.Connectors.Nudging;

/// <summary>The settings of a nudging service: those of the procedure, how prompts are written, and how the two models are run.</summary>
/// <remarks>
/// Each property checks its value when it is set. The services read them once, when the first of them is asked for. From a
/// configuration section, every key is the name of a property; see docs/settings.md.
/// </remarks>
public class NudgingServiceOptions : NudgingChatClientOptions
{
    private string? _baseModelPath;
    private string? _alignedModelPath;

    /// <summary>Initializes a new instance of the <see cref="NudgingServiceOptions"/> class with the default settings.</summary>
    public NudgingServiceOptions()
    {
    }

    /// <summary>Initializes a new instance of the <see cref="NudgingServiceOptions"/> class as a copy of another.</summary>
    /// <param name="other">The settings to copy.</param>
    protected NudgingServiceOptions(NudgingServiceOptions other)
        : base(other)
    {
        _baseModelPath = other._baseModelPath;
        _alignedModelPath = other._alignedModelPath;
        BaseModel = other.BaseModel.Clone();
        AlignedModel = other.AlignedModel.Clone();
        Pair = other.Pair.Clone();
        WarmUp = other.WarmUp;
        UseOpenTelemetry = other.UseOpenTelemetry;
        EnableSensitiveData = other.EnableSensitiveData;
    }

    /// <summary>Gets or sets the folder of the large model without alignment.</summary>
    /// <value>A path, absolute or from the current directory. Needed where the models are not given otherwise, where it is not used.</value>
    /// <exception cref="ArgumentException">The value is blank.</exception>
    [Required(ErrorMessage = "Not set; it must be the folder of the base model.")]
    public string? BaseModelPath
    {
        get => _baseModelPath;
        set => _baseModelPath = Path(nameof(BaseModelPath), value);
    }

    /// <summary>Gets or sets the folder of the small aligned model.</summary>
    /// <value>A path, absolute or from the current directory. Needed where the models are not given otherwise, where it is not used.</value>
    /// <exception cref="ArgumentException">The value is blank.</exception>
    [Required(ErrorMessage = "Not set; it must be the folder of the aligned model.")]
    public string? AlignedModelPath
    {
        get => _alignedModelPath;
        set => _alignedModelPath = Path(nameof(AlignedModelPath), value);
    }

    /// <summary>Gets how the base model is run.</summary>
    /// <value>The default runs it as its folder says. Not used where the models are given as objects.</value>
    public OnnxModelOptions BaseModel { get; } = new();

    /// <summary>Gets how the aligned model is run.</summary>
    /// <value>The default runs it as its folder says. Not used where the models are given as objects.</value>
    public OnnxModelOptions AlignedModel { get; } = new();

    /// <summary>Gets how many requests the pair serves.</summary>
    /// <value>The default serves as many at once as both models can have under way. Not used where the pair is given as an object.</value>
    public NudgingPairOptions Pair { get; } = new();

    /// <summary>Gets or sets a value indicating whether the models are loaded and tried when the application's host starts.</summary>
    /// <value>
    /// The default is <see langword="false"/>: they are loaded when a service is first asked for. With
    /// <see langword="true"/> a host whose models cannot be loaded does not start. Without a host it makes no difference.
    /// </value>
    public bool WarmUp { get; set; }

    /// <summary>Gets or sets a value indicating whether requests are traced and measured by OpenTelemetry's conventions for generative AI.</summary>
    /// <value>The default is <see langword="true"/>; it costs nothing where nobody listens.</value>
    public bool UseOpenTelemetry { get; set; } = true;

    /// <summary>Gets or sets a value indicating whether prompts and answers may be written to traces and, at level Trace, to logs.</summary>
    /// <value>The default is <see langword="false"/>: no text of either leaves the service but as the answer.</value>
    public bool EnableSensitiveData { get; set; }

    /// <inheritdoc/>
    public override NudgingServiceOptions Clone() => new(this);

    private static string? Path(string name, string? value) => value is null || !string.IsNullOrWhiteSpace(value)
        ? value
        : throw new ArgumentException($"{name} is blank; it must be the folder of a model.", nameof(value));
}
