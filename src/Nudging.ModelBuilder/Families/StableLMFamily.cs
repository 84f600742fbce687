using Nudging.ModelBuilder.Checkpoints;
using Nudging.ModelBuilder.Decoders;

namespace Nudging.ModelBuilder.Families;

/// <summary>StableLM: LayerNorm with biases, a partial rotary embedding; larger models have parallel branches and norms of queries and keys.</summary>
internal sealed class StableLMFamily : DecoderFamily
{
    private static readonly FamilyDefaults Defaults = new() { NormEpsilonName = "layer_norm_eps", NormEpsilon = 1e-5, RotaryFactor = 0.25 };

    protected override FamilyDeclaration Declare(ModelConfig config)
    {
        config.Expect("rotary_scaling_factor", 1);
        bool isParallel = config.Flag("use_parallel_residual", false);
        return FamilyDeclaration.Read(config, Defaults) with
        {
            HasQueryKeyValueBias = config.Flag("use_qkv_bias", false),
            Norms = isParallel ? LayerNorms.Shared : LayerNorms.Before,
            NormKind = NormKind.Layer,
            HasNormBias = true,
            IsParallel = isParallel,
            HeadNorms = config.Flag("qk_layernorm", false) ? HeadNorms.EachHeadOwnTensor : HeadNorms.None,
            QueryNorm = "self_attn.q_layernorm",
            KeyNorm = "self_attn.k_layernorm",
        };
    }
}
