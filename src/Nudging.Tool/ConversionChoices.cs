using System.CommandLine;
using System.CommandLine.Parsing;
using Nudging.ModelBuilder.Conversion;

namespace Nudging.Tool;

/// <summary>The options of a conversion that several commands share.</summary>
internal static class ConversionChoices
{
    private static readonly Dictionary<string, ConversionTarget> Targets = new()
    {
        ["cpu"] = ConversionTarget.Cpu,
        ["cuda"] = ConversionTarget.Cuda,
        ["directml"] = ConversionTarget.DirectML,
        ["webgpu"] = ConversionTarget.WebGpu,
    };

    private static readonly Dictionary<string, WeightPrecision> Precisions = new()
    {
        ["fp32"] = WeightPrecision.Float32,
        ["fp16"] = WeightPrecision.Float16,
        ["bf16"] = WeightPrecision.BFloat16,
        ["int8"] = WeightPrecision.Int8,
        ["int4"] = WeightPrecision.Int4,
    };

    public static Option<ConversionTarget> Target() => Choice("--for", "The execution provider", Targets, new ModelConverterOptions().Target);

    public static Option<WeightPrecision> Precision() => Choice("--precision", "The precision of the matrices", Precisions, new ModelConverterOptions().Precision);

    /// <summary>Gets the word for a precision on the command line.</summary>
    public static string NameOf(WeightPrecision precision) => Precisions.First(choice => choice.Value == precision).Key;

    /// <summary>Gets the word for a target on the command line.</summary>
    public static string NameOf(ConversionTarget target) => Targets.First(choice => choice.Value == target).Key;

    /// <summary>Creates an option whose value is one of several words.</summary>
    public static Option<T> Choice<T>(string name, string description, Dictionary<string, T> choices, T value)
        where T : struct => new(name)
        {
            Description = $"{description} ({choices.First(choice => choice.Value.Equals(value)).Key}).",
            HelpName = string.Join('|', choices.Keys),
            DefaultValueFactory = _ => value,
            CustomParser = result => Parse(result, choices),
        };

    private static T Parse<T>(ArgumentResult result, Dictionary<string, T> choices)
        where T : struct
    {
        string text = result.Tokens[0].Value;
        if (!choices.TryGetValue(text.ToLowerInvariant(), out T value))
        {
            result.AddError($"{((OptionResult)result.Parent!).Option.Name} is '{text}'; it must be {string.Join(", ", choices.Keys.SkipLast(1))} or {choices.Keys.Last()}.");
        }

        return value;
    }
}
