using System.CommandLine;
using Nudging.ModelBuilder.Conversion;

namespace Nudging.Tool.Convert;

/// <summary>The command line of <c>convert</c>.</summary>
internal static class ConvertCommandLine
{
    /// <summary>Creates the command.</summary>
    /// <param name="run">Runs the command and returns the exit code.</param>
    public static Command Create(Func<ConvertArguments, CancellationToken, Task<int>> run)
    {
        ModelConverterOptions defaults = new();
        var source = new Argument<string>("DIR") { Description = "The folder of a Hugging Face model: config.json, safetensors files and tokenizer files." };
        var output = new Option<string?>("--output", "-o") { Description = "The folder to write (models/NAME, with the name of the model).", HelpName = "OUT" };
        Option<ConversionTarget> target = ConversionChoices.Target();
        Option<WeightPrecision> precision = ConversionChoices.Precision();
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
}
