using Nudging.ModelBuilder.Checkpoints;

namespace Nudging.ModelBuilder.Families;

/// <summary>Mixtral: Mistral with a mixture of experts in every layer.</summary>
internal sealed class MixtralFamily : DecoderFamily
{
    protected override FamilyDeclaration Declare(ModelConfig config)
    {
        FamilyDeclaration family = FamilyDeclaration.Read(config, new() { KeyValueHeads = 8, NormEpsilon = 1e-5, RotaryTheta = 1000000 });
        return family with
        {
            Window = LayerTypes.SameWindow(config),
            Experts = new()
            {
                Router = "block_sparse_moe.gate",
                Prefix = "block_sparse_moe.experts",
                Gate = "w1",
                Up = "w3",
                Down = "w2",
                Count = config.Integer("num_local_experts", 8, most: SizeLimits.Experts),
                PerToken = config.Integer("num_experts_per_tok", 2, most: SizeLimits.Experts),
                IntermediateSize = family.IntermediateSize,
                IsNormalized = true,
            },
        };
    }
}
