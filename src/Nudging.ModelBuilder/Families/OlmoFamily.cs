using Nudging.ModelBuilder.Checkpoints;
using Nudging.ModelBuilder.Decoders;

namespace Nudging.ModelBuilder.Families;

/// <summary>OLMo of 2024: LayerNorm without weights, and a bound of queries, keys and values.</summary>
internal sealed class OlmoFamily : DecoderFamily
{
    public override string RuntimeType => "olmo";

    protected override FamilyDeclaration Declare(ModelConfig config) => FamilyDeclaration.Read(config, new()) with
    {
        HasQueryKeyValueBias = config.Flag("attention_bias", false),
        HasOutputBias = config.Flag("attention_bias", false),
        NormKind = NormKind.Layer,
        NormEpsilon = 1e-5,
        HasNormWeight = false,
        Clip = config.OptionalPositive("clip_qkv"),
    };
}
