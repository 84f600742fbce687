using Nudging.Chat;
using Nudging.OnnxRuntime;

namespace SemanticKernel.Connectors.Nudging;

/// <summary>The settings of a nudging service: those of the procedure, how prompts are written, and how the two models are run.</summary>
public class NudgingServiceOptions : NudgingChatClientOptions
{
    /// <summary>Gets how the base model is run.</summary>
    /// <value>The default runs it as its folder says. Not used where the models are given as objects.</value>
    public OnnxModelOptions BaseModel { get; } = new();

    /// <summary>Gets how the aligned model is run.</summary>
    /// <value>The default runs it as its folder says. Not used where the models are given as objects.</value>
    public OnnxModelOptions AlignedModel { get; } = new();
}
