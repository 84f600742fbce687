using Nudging.ModelBuilder.Checkpoints;
using Nudging.ModelBuilder.Decoders;

namespace Nudging.ModelBuilder.Families;

/// <summary>StarCoder 2: LayerNorm, biases, and a window in every layer where the configuration has one.</summary>
internal sealed class Starcoder2Family : DecoderFamily
{
    private static readonly FamilyDefaults Defaults = new()
    {
        KeyValueHeads = 2,
        IsTied = true,
        NormEpsilonName = "norm_epsilon",
        NormEpsilon = 1e-5,
        Activation = Activation.GeluTanh,
    };

    protected override FamilyDeclaration Declare(ModelConfig config)
    {
        config.Expect("mlp_type", "default");
        config.Expect("norm_type", "layer_norm");

        // Fields of GPT-BigCode that stand in the published files and that the model does not use.
        config.Ignore("activation_function", "layer_norm_epsilon", "scale_attn_weights");
        bool hasBias = config.Flag("use_bias", true);
        return FamilyDeclaration.Read(config, Defaults) with
        {
            HasQueryKeyValueBias = hasBias,
            HasOutputBias = hasBias,
            Gate = null,
            Up = "mlp.c_fc",
            Down = "mlp.c_proj",
            HasFeedForwardBias = hasBias,
            NormKind = NormKind.Layer,
            HasNormBias = true,
            Window = LayerTypes.SameWindow(config),
        };
    }
}
