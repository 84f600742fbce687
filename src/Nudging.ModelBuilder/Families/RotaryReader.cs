using Nudging.ModelBuilder.Checkpoints;
using Nudging.ModelBuilder.Decoders;

namespace Nudging.ModelBuilder.Families;

/// <summary>
/// Reads rotary embeddings: <c>rope_theta</c> with <c>rope_scaling</c>, or <c>rope_parameters</c> of newer files. The formulas
/// are those of Hugging Face transformers.
/// </summary>
internal static class RotaryReader
{
    private static readonly string[] Sections = ["rope_parameters", "rope_scaling"];

    /// <summary>Reads the rotary embedding of all layers.</summary>
    public static RotaryDescription Read(ModelConfig config, int headSize, int contextLength, FamilyDefaults defaults)
    {
        ModelConfig? section = Section(config);
        double theta = Theta(config, section, defaults);
        return Describe(config, section, theta, RotatedSize(config, section, headSize, defaults), contextLength) with
        {
            IsInterleaved = defaults.IsRotaryInterleaved,
        };
    }

    /// <summary>Makes a rotary embedding without scaling.</summary>
    public static RotaryDescription Plain(double theta, int rotated) => new() { Angles = new([.. Inverse(theta, rotated).Select(value => (float)value)]) };

    /// <summary>Reads the rotary embedding that <c>rope_parameters</c> has for a type of layers, in files with one object for each type.</summary>
    /// <returns>The embedding; <see langword="null"/> where the file has no such object.</returns>
    public static RotaryDescription? ReadForType(ModelConfig config, string type, int headSize, int contextLength, FamilyDefaults defaults)
    {
        if (config.Section("rope_parameters")?.Section(type) is not ModelConfig section)
        {
            return null;
        }

        double theta = section.Positive("rope_theta", defaults.RotaryTheta);
        return Describe(config, section, theta, RotatedSize(config, section, headSize, defaults), contextLength);
    }

    /// <summary>Gets the greatest length of a text: YaRN extends <c>max_position_embeddings</c> where that is the original length.</summary>
    public static int ContextLength(ModelConfig config, int contextLength) =>
        Section(config) is ModelConfig section && TypeOf(section) == "yarn"
            ? (int)Math.Clamp(Math.Round(section.Positive("factor") * OriginalContext(config, section, contextLength)), contextLength, SizeLimits.Context)
            : contextLength;

    /// <summary>Gets the original length of texts that a scaling refers to.</summary>
    public static int OriginalContext(ModelConfig config, ModelConfig section, int contextLength) =>
        section.OptionalInteger("original_max_position_embeddings", most: SizeLimits.Context)
        ?? config.OptionalInteger("original_max_position_embeddings", most: SizeLimits.Context)
        ?? contextLength;

    private static ModelConfig? Section(ModelConfig config)
    {
        string[] present = [.. Sections.Where(config.Has)];
        return present.Length < 2
            ? config.Section(present.FirstOrDefault(Sections[0]))
            : throw config.Refuse(present[1], $"is present beside '{present[0]}'; only one of the two may describe the rotary embedding");
    }

    /// <summary>Reads the base of the rotary embedding.</summary>
    public static double Theta(ModelConfig config, FamilyDefaults defaults) => Theta(config, Section(config), defaults);

    private static double Theta(ModelConfig config, ModelConfig? section, FamilyDefaults defaults) =>
        section?.OptionalPositive("rope_theta") ?? config.Positive(defaults.RotaryThetaName, defaults.RotaryTheta);

    private static int RotatedSize(ModelConfig config, ModelConfig? section, int headSize, FamilyDefaults defaults)
    {
        double factor = section?.OptionalPositive("partial_rotary_factor") ?? config.Positive(defaults.RotaryFactorName, defaults.RotaryFactor);
        int size = factor <= 1 ? (int)(headSize * factor) : 0;
        return size >= 2 && size % 2 == 0
            ? size
            : throw config.Refuse(defaults.RotaryFactorName, FormattableString.Invariant($"is {factor}, so that {headSize * factor} of the {headSize} elements of a head are rotated; the number must be even, from 2 to {headSize}"));
    }

    private static string TypeOf(ModelConfig section)
    {
        string? type = section.Text("rope_type");
        string? old = section.Text("type");
        return type is not null && old is not null && type != old
            ? throw section.Refuse("type", $"is \"{old}\", but 'rope_type' is \"{type}\"; they must be the same")
            : type ?? old ?? "default";
    }

    private static RotaryDescription Describe(ModelConfig config, ModelConfig? section, double theta, int rotated, int contextLength)
    {
        double[] inverse = Inverse(theta, rotated);
        return section is null ? Plain(theta, rotated) : TypeOf(section) switch
        {
            "default" => Plain(theta, rotated),
            "linear" => Scaled(1, inverse.Select(value => value / section.Positive("factor"))),
            "llama3" => Scaled(1, Llama3(inverse, section, OriginalContext(config, section, contextLength))),
            "yarn" => Scaled(YarnMagnitude(section), Yarn(inverse, section, theta, OriginalContext(config, section, contextLength))),
            "longrope" or "su" => LongRope(config, section, inverse, contextLength),
            string type => throw section.Refuse(
                section.Has("rope_type") ? "rope_type" : "type",
                $"is \"{type}\"; it must be default, linear, llama3, yarn or longrope, other rotary embeddings are not supported"),
        };

        RotaryDescription Scaled(double magnitude, IEnumerable<double> frequencies) => new() { Angles = Angles(section, frequencies, magnitude) };
    }

    private static RotaryAngles Angles(ModelConfig section, IEnumerable<double> frequencies, double magnitude)
    {
        var angles = new RotaryAngles([.. frequencies.Select(value => (float)value)], (float)magnitude);
        return angles.Frequencies.All(float.IsFinite) && float.IsFinite(angles.Magnitude)
            ? angles
            : throw section.Refuse("factor", "and the other fields of the rotary embedding give angles that are not finite");
    }

    private static double[] Inverse(double theta, int rotated) => [.. Enumerable.Range(0, rotated / 2).Select(i => Math.Pow(theta, -2.0 * i / rotated))];

    private static IEnumerable<double> Llama3(double[] inverse, ModelConfig section, int originalContext)
    {
        double factor = section.Positive("factor");
        double low = section.Positive("low_freq_factor", 1);
        double high = section.Positive("high_freq_factor", 4);
        if (high <= low)
        {
            throw section.Refuse("high_freq_factor", FormattableString.Invariant($"is {high}; it must be greater than low_freq_factor, {low}"));
        }

        return inverse.Select(value =>
        {
            double turns = originalContext * value / (2 * Math.PI);
            double share = Math.Clamp((turns - low) / (high - low), 0, 1);
            return ((1 - share) * value / factor) + (share * value);
        });
    }

    private static IEnumerable<double> Yarn(double[] inverse, ModelConfig section, double theta, int originalContext)
    {
        int rotated = 2 * inverse.Length;
        double factor = section.Positive("factor");
        double low = Pair(section.Positive("beta_fast", 32));
        double high = Pair(section.Positive("beta_slow", 1));
        if (section.Flag("truncate", true))
        {
            (low, high) = (Math.Floor(low), Math.Ceiling(high));
        }

        (low, high) = (Math.Max(low, 0), Math.Min(high, rotated - 1));
        high += low == high ? 0.001 : 0;
        return inverse.Select((value, i) =>
        {
            double ramp = Math.Clamp((i - low) / (high - low), 0, 1);
            return (value * (1 - ramp)) + (value / factor * ramp);
        });

        // The pair of elements that turns so many times within the original length.
        double Pair(double turns) => rotated * Math.Log(originalContext / (turns * 2 * Math.PI)) / (2 * Math.Log(theta));
    }

    private static double YarnMagnitude(ModelConfig section)
    {
        double factor = section.Positive("factor");
        double? magnitude = section.OptionalPositive("attention_factor");
        double scale = section.Number("mscale", 0);
        double scaleAll = section.Number("mscale_all_dim", 0);
        return magnitude ?? (scale != 0 && scaleAll != 0 ? Growth(scale) / Growth(scaleAll) : Growth(1));

        double Growth(double multiplier) => factor > 1 ? (0.1 * multiplier * Math.Log(factor)) + 1 : 1;
    }

    private static RotaryDescription LongRope(ModelConfig config, ModelConfig section, double[] inverse, int contextLength)
    {
        int original = OriginalContext(config, section, contextLength);
        double? factor = section.OptionalPositive("factor");
        double growth = original == contextLength && factor is not null ? factor.Value : (double)contextLength / original;
        double magnitude = section.OptionalPositive("attention_factor") ?? (growth <= 1 ? 1 : Math.Sqrt(1 + (Math.Log(growth) / Math.Log(original))));
        return new()
        {
            Angles = Divided("short_factor"),
            LongAngles = Divided("long_factor"),
            OriginalContext = original,
        };

        RotaryAngles Divided(string field)
        {
            IReadOnlyList<double> factors = section.Numbers(field) ?? throw section.Refuse(field, "is missing");
            if (factors.Count != inverse.Length || factors.Any(value => value <= 0))
            {
                throw section.Refuse(field, $"has {factors.Count} numbers; it must have {inverse.Length}, half of the rotated elements of a head, all greater than 0");
            }

            return Angles(section, inverse.Select((value, i) => value / factors[i]), magnitude);
        }
    }
}
