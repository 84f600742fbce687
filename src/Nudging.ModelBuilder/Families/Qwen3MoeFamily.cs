using Nudging.ModelBuilder.Checkpoints;

namespace Nudging.ModelBuilder.Families;

/// <summary>Qwen 3 with a mixture of experts in some or all layers.</summary>
internal sealed class Qwen3MoeFamily : DecoderFamily
{
    protected override FamilyDeclaration Declare(ModelConfig config)
    {
        IReadOnlyList<int> dense = config.Integers("mlp_only_layers") ?? [];
        int step = config.Integer("decoder_sparse_step", 1);
        return Qwen3Family.Dense(config) with
        {
            Experts = new()
            {
                Router = "mlp.gate",
                Prefix = "mlp.experts",
                Count = config.Integer("num_experts", 128, most: SizeLimits.Experts),
                PerToken = config.Integer("num_experts_per_tok", 8, most: SizeLimits.Experts),
                IntermediateSize = config.Integer("moe_intermediate_size", 768, most: SizeLimits.Width),
                IsNormalized = config.Flag("norm_topk_prob", false),
                IsInLayer = layer => !dense.Contains(layer) && (layer + 1) % step == 0,
            },
        };
    }
}
