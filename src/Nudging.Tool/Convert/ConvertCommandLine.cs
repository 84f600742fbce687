using System.CommandLine;
using System.CommandLine.Parsing;
using Nudging.ModelBuilder.Conversion;

namespace Nudging.Tool.Convert;

/// <summary>The command line of <c>convert</c>.</summary>
internal static class ConvertCommandLine
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

    /// <summary>Creates the command.</summary>
    /// <param name="run">Runs the command and returns the exit code.</param>
    public static Command Create(Func<ConvertArguments, CancellationToken, Task<int>> run)
    {
        ModelConverterOptions defaults = new();
        var source = new Argument<string>("DIR") { Description = "The folder of a Hugging Face model: config.json, safetensors files and tokenizer files." };
        var output = new Option<string?>("--output", "-o") { Description = "The folder to write (models/NAME, with the name of the model).", HelpName = "OUT" };
        Option<ConversionTarget> target = Choice("--for", "The execution provider", Targets, defaults.Target);
        Option<WeightPrecision> precision = Choice("--precision", "The precision of the matrices", Precisions, defaults.Precision);
        Option<int> blockSize = CommonOptions.Number("--block-size", "The number of quantised weights that share a scale: 16, 32, 64, 128 or 256", defaults.BlockSize);
        var asymmetric = new Option<bool>("--asymmetric") { Description = "Give each block of quantised weights a zero point: a lower error at 4 bits." };
        var keep8Bit = new Option<bool>("--keep-8bit") { Description = "Keep the layers that lose most by 4 bits in 8 bits." };
        var accuracyLevel = new Option<int?>("--accuracy-level")
        {
            Description = "The precision in which quantised matrices are multiplied: 0 as the provider chooses, 1 float32, 2 float16, 3 bfloat16, 4 int8 (4 for cpu and webgpu, 0 otherwise).",
            HelpName = "N",
        };
        var context = new Option<int?>("--context") { Description = "The greatest context length in tokens (that of the model).", HelpName = "N" };
        context.Validators.Add(CommonOptions.AtLeastOne);
        var overwrite = new Option<bool>("--overwrite") { Description = "Replace a folder that an earlier conversion wrote." };
        var check = new Option<string?>("--check")
        {
            Description = "Compare the model with a float32 model on the text of FILE, or on a built-in text.",
            HelpName = "FILE",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<string?> json = CommonOptions.Json();

        var command = new Command("convert", "Converts a Hugging Face model folder to a model folder that this library and onnxruntime-genai load.")
        {
            source, output, target, precision, blockSize, asymmetric, keep8Bit, accuracyLevel, context, overwrite, check, json,
        };
        command.SetAction((result, cancellationToken) => run(
            new()
            {
                SourcePath = result.GetValue(source)!,
                OutputPath = result.GetValue(output),
                Options = new()
                {
                    Target = result.GetValue(target),
                    Precision = result.GetValue(precision),
                    BlockSize = result.GetValue(blockSize),
                    IsAsymmetric = result.GetValue(asymmetric),
                    Keep8Bit = result.GetValue(keep8Bit),
                    AccuracyLevel = result.GetValue(accuracyLevel),
                    MaxContextLength = result.GetValue(context),
                    Overwrite = result.GetValue(overwrite),
                },
                Check = result.GetResult(check) is { Implicit: false },
                CheckTextPath = result.GetValue(check),
                Json = result.GetValue(json),
            },
            cancellationToken));
        return command;
    }

    private static Option<T> Choice<T>(string name, string description, Dictionary<string, T> choices, T value)
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
