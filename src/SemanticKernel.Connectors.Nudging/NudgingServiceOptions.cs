using Nudging.Chat;
using Nudging.OnnxRuntime;

namespace SemanticKernel.Connectors.Nudging;

/// <summary>The settings of a nudging service: those of the procedure, how prompts are written, and how the two models are run.</summary>
public class NudgingServiceOptions : NudgingChatClientOptions
{
    /// <summary>Initializes a new instance of the <see cref="NudgingServiceOptions"/> class with the default settings.</summary>
    public NudgingServiceOptions()
    {
    }

    /// <summary>Initializes a new instance of the <see cref="NudgingServiceOptions"/> class as a copy of another.</summary>
    /// <param name="other">The settings to copy.</param>
    protected NudgingServiceOptions(NudgingServiceOptions other)
        : base(other)
    {
        BaseModel = other.BaseModel.Clone();
        AlignedModel = other.AlignedModel.Clone();
        Pair = other.Pair.Clone();
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

    /// <inheritdoc/>
    public override NudgingServiceOptions Clone() => new(this);
}
