using System.Text.Json.Nodes;

namespace Nudging.ModelBuilder.Tests.Reference;

/// <summary>Rotary position embeddings of one kind of layer.</summary>
internal sealed class ReferenceRope
{
    private readonly ReferenceConfig _config;
    private readonly JsonObject _scaling;
    private readonly string _type;
    private readonly double _theta;
    private readonly int _dimensions;

    /// <param name="config">The configuration.</param>
    /// <param name="scaling">The fields of <c>rope_scaling</c> or <c>rope_parameters</c>; <see langword="null"/> for plain angles.</param>
    /// <param name="theta">The base of the angles.</param>
    /// <param name="factor">The part of the head that is rotated.</param>
    private ReferenceRope(ReferenceConfig config, JsonObject? scaling, double theta, double factor)
    {
        _config = config;
        _scaling = scaling ?? [];
        _type = (_scaling["rope_type"] ?? _scaling["type"])?.GetValue<string>() ?? "default";
        _theta = theta;
        _dimensions = (int)(config.HeadSize * factor);
    }

    /// <summary>Gets the embedding of a layer; <see langword="null"/> where the layer has none.</summary>
    public static ReferenceRope? Of(ReferenceConfig config, int layer, bool isSliding)
    {
        bool hasLayerTypes = config.Family is "gemma3_text" or "olmo3";
        JsonObject? parameters = config["rope_parameters"] as JsonObject;
        if (hasLayerTypes && parameters?.ContainsKey("full_attention") == true)
        {
            parameters = parameters[isSliding ? "sliding_attention" : "full_attention"]!.AsObject();
            isSliding = false;
        }

        double theta = Number(parameters, "rope_theta") ?? config.Real("rope_theta") ?? config.Real("rotary_emb_base") ?? 10000;
        double factor = Number(parameters, "partial_rotary_factor") ?? config.Real("partial_rotary_factor") ?? config.Real("rotary_pct") ?? 1;
        JsonObject? scaling = parameters ?? config["rope_scaling"] as JsonObject;
        return config.Family switch
        {
            "gpt2" => null,
            "smollm3" when !HasRope(config, layer) => null,
            "gemma3_text" when isSliding => new ReferenceRope(config, null, config.Real("rope_local_base_freq")!.Value, factor),
            "olmo3" when isSliding => new ReferenceRope(config, null, theta, factor),
            _ => new ReferenceRope(config, scaling, theta, factor),
        };
    }

    /// <summary>Rotates a head.</summary>
    /// <param name="head">The head; changed.</param>
    /// <param name="position">The position of the token.</param>
    /// <param name="length">The number of tokens in all.</param>
    public void Rotate(Span<double> head, int position, int length)
    {
        double magnitude = Magnitude();
        int half = _dimensions / 2;
        for (int i = 0; i < half; i++)
        {
            double angle = position * Frequency(i, length);
            (int a, int b) = _config.Family == "cohere" ? (2 * i, (2 * i) + 1) : (i, i + half);
            (double x, double y) = (head[a], head[b]);
            head[a] = ((x * Math.Cos(angle)) - (y * Math.Sin(angle))) * magnitude;
            head[b] = ((y * Math.Cos(angle)) + (x * Math.Sin(angle))) * magnitude;
        }
    }

    // 1 in the list means that the layer has the embedding.
    private static bool HasRope(ReferenceConfig config, int layer) => config["no_rope_layers"] is JsonArray list
        ? list[layer]!.GetValue<int>() == 1
        : (layer + 1) % config.Int("no_rope_layer_interval")!.Value != 0;

    private static double? Number(JsonObject? fields, string name) => fields?[name] is JsonNode node ? ReferenceConfig.Number(node) : null;

    private double? Number(string name) => Number(_scaling, name);

    private double Frequency(int i, int length)
    {
        double plain = Math.Pow(_theta, -2.0 * i / _dimensions);
        return _type switch
        {
            "default" => plain,
            "linear" => plain / Number("factor")!.Value,
            "llama3" => Llama3(plain),
            "yarn" => Yarn(plain, i),
            "longrope" or "su" => plain / ReferenceConfig.Number(_scaling[length <= OriginalLength() ? "short_factor" : "long_factor"]![i]!),
            _ => throw new NotSupportedException(_type),
        };
    }

    private double Llama3(double plain)
    {
        double factor = Number("factor")!.Value;
        double low = Number("low_freq_factor")!.Value;
        double high = Number("high_freq_factor")!.Value;
        double wavelength = 2 * Math.PI / plain;
        if (wavelength > OriginalLength() / low)
        {
            return plain / factor;
        }

        double smooth = ((OriginalLength() / wavelength) - low) / (high - low);
        return wavelength < OriginalLength() / high ? plain : ((1 - smooth) * plain / factor) + (smooth * plain);
    }

    private double Yarn(double plain, int i)
    {
        double low = Correction(Number("beta_fast") ?? 32);
        double high = Correction(Number("beta_slow") ?? 1);
        if (_scaling["truncate"]?.GetValue<bool>() != false)
        {
            (low, high) = (Math.Floor(low), Math.Ceiling(high));
        }

        (low, high) = (Math.Max(low, 0), Math.Min(high, _dimensions - 1));
        double ramp = Math.Clamp((i - low) / ((low == high ? high + 0.001 : high) - low), 0, 1);
        return (plain * (1 - ramp)) + (plain / Number("factor")!.Value * ramp);
    }

    private double Correction(double rotations) => _dimensions * Math.Log(OriginalLength() / (2 * Math.PI * rotations)) / (2 * Math.Log(_theta));

    private double OriginalLength() =>
        Number("original_max_position_embeddings") ?? _config.Real("original_max_position_embeddings") ?? _config.Real("max_position_embeddings")!.Value;

    // The factor of sines and cosines.
    private double Magnitude()
    {
        if (_type is not ("yarn" or "longrope" or "su"))
        {
            return 1;
        }

        if (Number("attention_factor") is double given)
        {
            return given;
        }

        if (_type != "yarn")
        {
            double extension = _config.Real("max_position_embeddings")!.Value / OriginalLength();
            return extension <= 1 ? 1 : Math.Sqrt(1 + (Math.Log(extension) / Math.Log(OriginalLength())));
        }

        double factor = Number("factor")!.Value;
        return (Number("mscale") ?? 0) != 0 && (Number("mscale_all_dim") ?? 0) != 0
            ? YarnMagnitude(factor, Number("mscale")!.Value) / YarnMagnitude(factor, Number("mscale_all_dim")!.Value)
            : YarnMagnitude(factor, 1);
    }

    private static double YarnMagnitude(double factor, double k) => factor > 1 ? (0.1 * k * Math.Log(factor)) + 1 : 1;
}
