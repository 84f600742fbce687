using Nudging.ModelBuilder.Checkpoints;

namespace Nudging.ModelBuilder.Families;

/// <summary>Llama, and the many models in its form: SmolLM2, Falcon3, Yi, TinyLlama.</summary>
internal sealed class LlamaFamily : DecoderFamily
{
    public override string RuntimeType => "llama";

    protected override FamilyDeclaration Declare(ModelConfig config) => FamilyDeclaration.Read(config, new()) with
    {
        HasQueryKeyValueBias = config.Flag("attention_bias", false),
        HasOutputBias = config.Flag("attention_bias", false),
        HasFeedForwardBias = config.Flag("mlp_bias", false),
    };
}
