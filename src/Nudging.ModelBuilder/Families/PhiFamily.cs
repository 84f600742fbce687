using Nudging.ModelBuilder.Checkpoints;
using Nudging.ModelBuilder.Decoders;

namespace Nudging.ModelBuilder.Families;

/// <summary>Phi 1, 1.5 and 2: parallel branches that share one LayerNorm, and biases everywhere.</summary>
internal sealed class PhiFamily : DecoderFamily
{
    private static readonly FamilyDefaults Defaults = new()
    {
        NormEpsilonName = "layer_norm_eps",
        NormEpsilon = 1e-5,
        Activation = Activation.GeluTanh,
        RotaryFactor = 0.5,
    };

    public override string RuntimeType => "phi";

    protected override FamilyDeclaration Declare(ModelConfig config)
    {
        config.Expect("qk_layernorm", false);
        return FamilyDeclaration.Read(config, Defaults) with
        {
            FinalNorm = "final_layernorm",
            HasHeadBias = true,
            Output = "self_attn.dense",
            HasQueryKeyValueBias = true,
            HasOutputBias = true,
            Gate = null,
            Up = "mlp.fc1",
            Down = "mlp.fc2",
            HasFeedForwardBias = true,
            Norms = LayerNorms.Shared,
            NormKind = NormKind.Layer,
            HasNormBias = true,
            IsParallel = true,
        };
    }
}
