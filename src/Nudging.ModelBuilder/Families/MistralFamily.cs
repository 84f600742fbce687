using Nudging.ModelBuilder.Checkpoints;

namespace Nudging.ModelBuilder.Families;

/// <summary>Mistral: Llama without biases, with a window in every layer unless the configuration has null for it.</summary>
internal sealed class MistralFamily : DecoderFamily
{
    public override string RuntimeType => "mistral";

    protected override FamilyDeclaration Declare(ModelConfig config) => FamilyDeclaration.Read(config, new() { KeyValueHeads = 8 }) with
    {
        Window = LayerTypes.SameWindow(config, 4096),
    };
}
