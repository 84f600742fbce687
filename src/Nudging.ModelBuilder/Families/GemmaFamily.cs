using Nudging.ModelBuilder.Checkpoints;
using Nudging.ModelBuilder.Decoders;

namespace Nudging.ModelBuilder.Families;

/// <summary>Gemma: norms with 1 + w, and embeddings times √hidden.</summary>
internal sealed class GemmaFamily : DecoderFamily
{
    public static FamilyDefaults Defaults { get; } = new() { IsTied = true, Activation = Activation.GeluTanh };

    public override string RuntimeType => "gemma";

    /// <summary>Declares what all Gemma models have in common.</summary>
    public static FamilyDeclaration Common(ModelConfig config, FamilyDefaults defaults)
    {
        config.Expect("use_bidirectional_attention", false);
        FamilyDeclaration family = FamilyDeclaration.Read(config, defaults);
        return family with
        {
            HasQueryKeyValueBias = config.Flag("attention_bias", false),
            HasOutputBias = config.Flag("attention_bias", false),
            NormOffset = 1,
            Activation = ReadActivation(config, family.Activation),
            HasWideHiddenState = true,
            EmbeddingMultiplier = Math.Sqrt(family.HiddenSize),
        };
    }

    protected override FamilyDeclaration Declare(ModelConfig config) => Common(config, Defaults with { HeadSize = 256 });

    // Files of Gemma 1 say "gelu" in hidden_act, but the models were trained with the approximation: Google's own program and
    // hidden_activation of newer files say so.
    private static Activation ReadActivation(ModelConfig config, Activation hiddenAct)
    {
        Activation fallback = hiddenAct == Activation.Gelu ? Activation.GeluTanh : hiddenAct;
        return ActivationReader.Read(config, "hidden_activation", fallback);
    }
}
