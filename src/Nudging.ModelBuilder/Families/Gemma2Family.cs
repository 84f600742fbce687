using Nudging.ModelBuilder.Checkpoints;

namespace Nudging.ModelBuilder.Families;

/// <summary>Gemma 2: norms before and after each branch, soft caps, and windows in every second layer.</summary>
internal sealed class Gemma2Family : DecoderFamily
{
    public override string RuntimeType => "gemma2";

    protected override FamilyDeclaration Declare(ModelConfig config)
    {
        FamilyDeclaration family = GemmaFamily.Common(config, GemmaFamily.Defaults with { HeadSize = 256 });

        // Layers 0, 2, 4 … have the window.
        Func<int, bool> isSliding = LayerTypes.ReadSliding(config, family.LayerCount, layer => layer % 2 == 0);

        // A copy of sliding_window in some files.
        config.Ignore("sliding_window_size");
        return family with
        {
            Norms = LayerNorms.BeforeAndAfter,
            Scale = 1 / Math.Sqrt(config.Positive("query_pre_attn_scalar", 256)),
            Softcap = config.OptionalPositive("attn_logit_softcapping"),
            LogitSoftcap = config.OptionalPositive("final_logit_softcapping"),
            Window = LayerTypes.Windows(config, family.LayerCount, isSliding, 4096),
        };
    }
}
