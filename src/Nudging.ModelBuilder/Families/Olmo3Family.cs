using Nudging.ModelBuilder.Checkpoints;
using Nudging.ModelBuilder.Decoders;

namespace Nudging.ModelBuilder.Families;

/// <summary>OLMo 3: OLMo 2 with windows, and a scaled rotary embedding in the layers without a window only.</summary>
internal sealed class Olmo3Family : DecoderFamily
{
    private static readonly FamilyDefaults Defaults = Olmo2Family.Defaults with { HasRotary = false };

    protected override FamilyDeclaration Declare(ModelConfig config)
    {
        FamilyDeclaration family = Olmo2Family.Common(config, Defaults);
        Func<int, bool> isSliding = LayerTypes.ReadSliding(config, family.LayerCount, layer => (layer + 1) % 4 != 0);
        (RotaryDescription full, RotaryDescription sliding) = Rotary(config, family);
        return family with
        {
            Window = LayerTypes.Windows(config, family.LayerCount, isSliding, 4096),
            Rotary = layer => isSliding(layer) ? sliding : full,
        };
    }

    private static (RotaryDescription Full, RotaryDescription Sliding) Rotary(ModelConfig config, FamilyDeclaration family)
    {
        RotaryDescription? full = RotaryReader.ReadForType(config, LayerTypes.Full, family.HeadSize, family.ContextLength, Defaults);
        RotaryDescription? sliding = RotaryReader.ReadForType(config, LayerTypes.Sliding, family.HeadSize, family.ContextLength, Defaults);
        return full is not null && sliding is not null
            ? (full, sliding)
            : (RotaryReader.Read(config, family.HeadSize, family.ContextLength, Defaults), RotaryReader.Plain(RotaryReader.Theta(config, Defaults), family.HeadSize));
    }
}
