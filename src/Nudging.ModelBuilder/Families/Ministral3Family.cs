using Nudging.ModelBuilder.Checkpoints;
using Nudging.ModelBuilder.Decoders;

namespace Nudging.ModelBuilder.Families;

/// <summary>Ministral 3: Mistral with a factor of the query that grows with the position.</summary>
internal sealed class Ministral3Family : DecoderFamily
{
    protected override FamilyDeclaration Declare(ModelConfig config)
    {
        var defaults = new FamilyDefaults { KeyValueHeads = 8, IsTied = true, NormEpsilon = 1e-5, RotaryTheta = 1000000 };
        return FamilyDeclaration.Read(config, defaults) with
        {
            Window = LayerTypes.SameWindow(config),
            QueryScale = QueryScale(config),
        };
    }

    private static QueryScaleDescription? QueryScale(ModelConfig config) =>
        config.Section("rope_parameters") is ModelConfig section && section.OptionalNumber("llama_4_scaling_beta") is double beta
            ? new((float)beta, section.Integer("original_max_position_embeddings", most: SizeLimits.Context))
            : null;
}
