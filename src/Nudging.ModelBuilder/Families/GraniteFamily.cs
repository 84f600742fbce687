using Nudging.ModelBuilder.Checkpoints;

namespace Nudging.ModelBuilder.Families;

/// <summary>Granite 3: Llama with multipliers of the embedding, of attention, of both branches and of the logits.</summary>
internal sealed class GraniteFamily : DecoderFamily
{
    public override string RuntimeType => "granite";

    protected override FamilyDeclaration Declare(ModelConfig config) => FamilyDeclaration.Read(config, new()) with
    {
        HasQueryKeyValueBias = config.Flag("attention_bias", false),
        HasOutputBias = config.Flag("attention_bias", false),
        HasFeedForwardBias = config.Flag("mlp_bias", false),
        EmbeddingMultiplier = config.Positive("embedding_multiplier", 1),
        Scale = config.Positive("attention_multiplier", 1),
        ResidualMultiplier = config.Positive("residual_multiplier", 1),
        LogitMultiplier = 1 / config.Positive("logits_scaling", 1),
    };
}
