using Nudging.ModelBuilder.Checkpoints;

namespace Nudging.ModelBuilder.Families;

/// <summary>OLMo 2: norms after the branches, and norms over all heads of queries and of keys.</summary>
internal sealed class Olmo2Family : DecoderFamily
{
    public static FamilyDefaults Defaults { get; } = new() { NormEpsilon = 1e-5 };

    /// <summary>Declares what OLMo 2 and 3 have in common.</summary>
    public static FamilyDeclaration Common(ModelConfig config, FamilyDefaults defaults) => FamilyDeclaration.Read(config, defaults) with
    {
        HasQueryKeyValueBias = config.Flag("attention_bias", false),
        HasOutputBias = config.Flag("attention_bias", false),
        Norms = LayerNorms.After,
        HeadNorms = HeadNorms.AllHeads,
    };

    protected override FamilyDeclaration Declare(ModelConfig config) => Common(config, Defaults);
}
