using Nudging.ModelBuilder.Checkpoints;

namespace Nudging.ModelBuilder.Families;

/// <summary>Qwen 2 and 2.5: Llama with biases of queries, keys and values, and windows in the upper layers where they are switched on.</summary>
internal sealed class Qwen2Family : DecoderFamily
{
    public override string RuntimeType => "qwen2";

    /// <summary>Reads the windows of all Qwen models: those of the layers from <c>max_window_layers</c>, if <c>use_sliding_window</c> is true.</summary>
    public static Func<int, int?> Windows(ModelConfig config, int layers)
    {
        int first = config.Integer("max_window_layers", 28, least: 0);
        bool isOn = config.Flag("use_sliding_window", false);
        Func<int, bool> isSliding = LayerTypes.ReadSliding(config, layers, layer => isOn && layer >= first);
        config.Ignore("sliding_window");
        return isOn ? LayerTypes.Windows(config, layers, isSliding) : _ => null;
    }

    protected override FamilyDeclaration Declare(ModelConfig config)
    {
        FamilyDeclaration family = FamilyDeclaration.Read(config, new());
        return family with { HasQueryKeyValueBias = true, Window = Windows(config, family.LayerCount) };
    }
}
