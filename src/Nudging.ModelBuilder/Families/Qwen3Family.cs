using Nudging.ModelBuilder.Checkpoints;

namespace Nudging.ModelBuilder.Families;

/// <summary>Qwen 3: Qwen 2 with norms of queries and keys.</summary>
internal sealed class Qwen3Family : DecoderFamily
{
    public override string RuntimeType => "qwen3";

    /// <summary>Declares the dense model, which the model with experts extends.</summary>
    public static FamilyDeclaration Dense(ModelConfig config)
    {
        FamilyDeclaration family = FamilyDeclaration.Read(config, new() { HeadSize = 128 });
        return family with
        {
            HasQueryKeyValueBias = config.Flag("attention_bias", false),
            HasOutputBias = config.Flag("attention_bias", false),
            HeadNorms = HeadNorms.EachHead,
            Window = Qwen2Family.Windows(config, family.LayerCount),
        };
    }

    protected override FamilyDeclaration Declare(ModelConfig config) => Dense(config);
}
