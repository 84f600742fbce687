using Nudging.ModelBuilder.Checkpoints;
using Nudging.ModelBuilder.Decoders;

namespace Nudging.ModelBuilder.Families;

/// <summary>GPT-NeoX and Pythia: parallel branches with a LayerNorm each, biases, and a projection packed head by head.</summary>
internal sealed class GptNeoXFamily : DecoderFamily
{
    private static readonly FamilyDefaults Defaults = new()
    {
        NormEpsilonName = "layer_norm_eps",
        NormEpsilon = 1e-5,
        Activation = Activation.Gelu,
        RotaryThetaName = "rotary_emb_base",
        RotaryFactorName = "rotary_pct",
        RotaryFactor = 0.25,
    };

    protected override FamilyDeclaration Declare(ModelConfig config)
    {
        FamilyDeclaration family = FamilyDeclaration.Read(config, Defaults) with
        {
            Root = "gpt_neox.",
            Embedding = "embed_in",
            FinalNorm = "final_layer_norm",
            Head = "embed_out",
            QueryKeyValue = "attention.query_key_value",
            IsPackedPerHead = true,
            Output = "attention.dense",
            HasQueryKeyValueBias = config.Flag("attention_bias", true),
            HasOutputBias = config.Flag("attention_bias", true),
            Gate = null,
            Up = "mlp.dense_h_to_4h",
            Down = "mlp.dense_4h_to_h",
            HasFeedForwardBias = true,
            NormKind = NormKind.Layer,
            HasNormBias = true,
            IsParallel = config.Flag("use_parallel_residual", true),
        };
        return family.KeyValueHeads == family.Heads
            ? family
            : throw config.Refuse("num_key_value_heads", $"is {family.KeyValueHeads}; it must be missing or equal to num_attention_heads, {family.Heads}");
    }
}
