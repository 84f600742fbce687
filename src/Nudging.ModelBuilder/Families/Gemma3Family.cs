using Nudging.ModelBuilder.Checkpoints;
using Nudging.ModelBuilder.Decoders;

namespace Nudging.ModelBuilder.Families;

/// <summary>Gemma 3, the text model: norms of queries and keys, five layers with a window to one without, and a rotary embedding for each kind of layer.</summary>
internal sealed class Gemma3Family : DecoderFamily
{
    // Files of larger models lack many fields.
    private static readonly FamilyDefaults Defaults = GemmaFamily.Defaults with
    {
        VocabularySize = 262208,
        Heads = 8,
        KeyValueHeads = 4,
        HeadSize = 256,
        ContextLength = 131072,
        RotaryTheta = 1000000,
        HasRotary = false,
    };

    public override string RuntimeType => "gemma3_text";

    protected override FamilyDeclaration Declare(ModelConfig config)
    {
        FamilyDeclaration family = GemmaFamily.Common(config, Defaults);
        int pattern = config.OptionalInteger("sliding_window_pattern") ?? config.Integer("_sliding_window_pattern", 6);
        Func<int, bool> isSliding = LayerTypes.ReadSliding(config, family.LayerCount, layer => (layer + 1) % pattern != 0);

        // The rotary embedding of layers with a window is never scaled.
        RotaryDescription full = RotaryReader.ReadForType(config, LayerTypes.Full, family.HeadSize, family.ContextLength, Defaults)
            ?? RotaryReader.Read(config, family.HeadSize, family.ContextLength, Defaults);
        RotaryDescription sliding = RotaryReader.ReadForType(config, LayerTypes.Sliding, family.HeadSize, family.ContextLength, Defaults with { RotaryTheta = 10000 })
            ?? RotaryReader.Plain(config.Positive("rope_local_base_freq", 10000), family.HeadSize);
        return family with
        {
            Norms = LayerNorms.BeforeAndAfter,
            HeadNorms = HeadNorms.EachHead,
            Scale = 1 / Math.Sqrt(config.Positive("query_pre_attn_scalar", 256)),
            Softcap = config.OptionalPositive("attn_logit_softcapping"),
            LogitSoftcap = config.OptionalPositive("final_logit_softcapping"),
            Window = LayerTypes.Windows(config, family.LayerCount, isSliding, 4096),
            Rotary = layer => isSliding(layer) ? sliding : full,
        };
    }
}
