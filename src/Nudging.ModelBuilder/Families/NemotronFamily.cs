using Nudging.ModelBuilder.Checkpoints;
using Nudging.ModelBuilder.Decoders;

namespace Nudging.ModelBuilder.Families;

/// <summary>Nemotron and Minitron: LayerNorm with 1 + w, the square of ReLU, and a partial rotary embedding.</summary>
internal sealed class NemotronFamily : DecoderFamily
{
    private static readonly FamilyDefaults Defaults = new()
    {
        NormEpsilonName = "norm_eps",
        NormEpsilon = 1e-5,
        Activation = Activation.ReluSquared,
        RotaryFactor = 0.5,
    };

    public override string RuntimeType => "nemotron";

    protected override FamilyDeclaration Declare(ModelConfig config) => FamilyDeclaration.Read(config, Defaults) with
    {
        HasQueryKeyValueBias = config.Flag("attention_bias", false),
        HasOutputBias = config.Flag("attention_bias", false),
        Gate = null,
        HasFeedForwardBias = config.Flag("mlp_bias", false),
        NormKind = NormKind.Layer,
        HasNormBias = true,
        NormOffset = 1,
    };
}
