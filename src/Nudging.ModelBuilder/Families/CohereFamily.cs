using Nudging.ModelBuilder.Checkpoints;
using Nudging.ModelBuilder.Decoders;

namespace Nudging.ModelBuilder.Families;

/// <summary>Command R: parallel branches that share one LayerNorm without bias, and an interleaved rotary embedding.</summary>
internal sealed class CohereFamily : DecoderFamily
{
    private static readonly FamilyDefaults Defaults = new()
    {
        IsTied = true,
        NormEpsilonName = "layer_norm_eps",
        NormEpsilon = 1e-5,
        IsRotaryInterleaved = true,
    };

    protected override FamilyDeclaration Declare(ModelConfig config) => FamilyDeclaration.Read(config, Defaults) with
    {
        HasQueryKeyValueBias = config.Flag("attention_bias", false),
        HasOutputBias = config.Flag("attention_bias", false),
        Norms = LayerNorms.Shared,
        NormKind = NormKind.Layer,
        IsParallel = true,
        HeadNorms = config.Flag("use_qk_norm", false) ? HeadNorms.EachHeadOwnRow : HeadNorms.None,
        LogitMultiplier = config.Positive("logit_scale", 0.0625),
    };
}
