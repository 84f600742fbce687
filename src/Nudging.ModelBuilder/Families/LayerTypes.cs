using Nudging.ModelBuilder.Checkpoints;

namespace Nudging.ModelBuilder.Families;

/// <summary>Reads which layers have a window.</summary>
internal static class LayerTypes
{
    public const string Sliding = "sliding_attention";
    public const string Full = "full_attention";

    /// <summary>Reads whether each layer slides, from <c>layer_types</c>; without the field, a rule of the family tells.</summary>
    public static Func<int, bool> ReadSliding(ModelConfig config, int layers, Func<int, bool> rule)
    {
        if (config.Texts("layer_types") is not IReadOnlyList<string> types)
        {
            return rule;
        }

        if (types.FirstOrDefault(type => type is not (Sliding or Full)) is string unknown)
        {
            throw config.Refuse("layer_types", $"contains \"{unknown}\"; the types must be {Sliding} or {Full}, others are not supported");
        }

        return types.Count == layers
            ? layer => types[layer] == Sliding
            : throw config.Refuse("layer_types", $"has {types.Count} entries; it must have one for each of the {layers} layers");
    }

    /// <summary>Makes the windows of sliding layers.</summary>
    public static Func<int, int?> Windows(ModelConfig config, int layers, Func<int, bool> isSliding, int? fallback = null)
    {
        int? window = config.OptionalInteger("sliding_window") ?? fallback;
        if (window is null && Enumerable.Range(0, layers).Any(isSliding))
        {
            throw config.Refuse("sliding_window", "is missing, but there are layers with a window");
        }

        return layer => isSliding(layer) ? window : null;
    }

    /// <summary>Reads the window that all layers have where the configuration has one.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="fallback">The window where the field is missing; a null in the file is not a window.</param>
    public static Func<int, int?> SameWindow(ModelConfig config, int? fallback = null)
    {
        int? window = config.NullableInteger("sliding_window", fallback);
        return _ => window;
    }
}
