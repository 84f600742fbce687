using Nudging.ModelBuilder.Checkpoints;
using Nudging.ModelBuilder.Decoders;

namespace Nudging.ModelBuilder.Families;

/// <summary>SmolLM3: Llama without a rotary embedding in some layers.</summary>
internal sealed class SmolLM3Family : DecoderFamily
{
    public override string RuntimeType => "smollm3";

    protected override FamilyDeclaration Declare(ModelConfig config)
    {
        config.Ignore("max_window_layers");
        FamilyDeclaration family = FamilyDeclaration.Read(config, new() { KeyValueHeads = 4, IsTied = true, RotaryTheta = 2000000 });
        RotaryDescription? rotary = family.Rotary(0);
        Func<int, bool> hasRotary = HasRotary(config, family.LayerCount);
        return family with
        {
            HasQueryKeyValueBias = config.Flag("attention_bias", false),
            HasOutputBias = config.Flag("attention_bias", false),
            HasFeedForwardBias = config.Flag("mlp_bias", false),
            Rotary = layer => hasRotary(layer) ? rotary : null,
            Window = Windows(config, family.LayerCount, hasRotary),
        };
    }

    // In the list, 1 means that the layer has the rotary embedding.
    private static Func<int, bool> HasRotary(ModelConfig config, int layers)
    {
        int interval = config.Integer("no_rope_layer_interval", 4);
        if (config.Integers("no_rope_layers", 0, 1) is not { Count: > 0 } list)
        {
            return layer => (layer + 1) % interval != 0;
        }

        return list.Count == layers
            ? layer => list[layer] == 1
            : throw config.Refuse("no_rope_layers", $"has {list.Count} entries; it must have one for each of the {layers} layers");
    }

    private static Func<int, int?> Windows(ModelConfig config, int layers, Func<int, bool> hasRotary)
    {
        bool isOn = config.Flag("use_sliding_window", false) && config.Has("sliding_window");
        Func<int, bool> isSliding = LayerTypes.ReadSliding(config, layers, layer => !hasRotary(layer));
        config.Ignore("sliding_window");
        return isOn ? LayerTypes.Windows(config, layers, isSliding) : _ => null;
    }
}
