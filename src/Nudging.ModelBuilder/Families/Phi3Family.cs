using Nudging.ModelBuilder.Checkpoints;

namespace Nudging.ModelBuilder.Families;

/// <summary>Phi 3, 3.5 and 4: Mistral with packed projections and LongRoPE.</summary>
internal sealed class Phi3Family : DecoderFamily
{
    public override string RuntimeType => "phi3";

    protected override FamilyDeclaration Declare(ModelConfig config)
    {
        config.Expect("attention_bias", false);
        config.Expect("mlp_bias", false);
        config.Expect("lm_head_bias", false);
        config.Expect("full_attn_mod", 1);
        config.Expect("interpolate_factor", 1);

        // Read with a scaled rotary embedding only.
        config.Ignore("original_max_position_embeddings");
        return FamilyDeclaration.Read(config, new() { NormEpsilon = 1e-5 }) with
        {
            QueryKeyValue = "self_attn.qkv_proj",
            GateUp = "mlp.gate_up_proj",
            Window = LayerTypes.SameWindow(config),
        };
    }
}
