using System.CommandLine;
using Nudging.ModelBuilder.Conversion;
using Nudging.ModelBuilder.Hub;

namespace Nudging.Tool.Get;

/// <summary>The command line of <c>get</c>.</summary>
internal static class GetCommandLine
{
    private static readonly Dictionary<string, HubModelForm> Forms = new()
    {
        ["genai"] = HubModelForm.GenAI,
        ["safetensors"] = HubModelForm.Safetensors,
        ["onnx"] = HubModelForm.TransformersJs,
    };

    /// <summary>Creates the command.</summary>
    /// <param name="run">Runs the command and returns the exit code.</param>
    public static Command Create(Func<GetArguments, CancellationToken, Task<int>> run)
    {
        var names = new Argument<string[]>("NAME")
        {
            Description = "One or two models of the Hugging Face hub, owner/name or owner/name@revision, or the name of a pair that 'nudge pairs' lists.",
            Arity = new ArgumentArity(1, 2),
        };
        var output = new Option<string?>("--output", "-o")
        {
            Description = "The folder to write; with two models, the folder for both folders (models/NAME, with the last part of the name).",
            HelpName = "DIR",
        };
        var revision = new Option<string?>("--revision") { Description = "The branch, tag or commit of models whose name has none (main).", HelpName = "REV" };
        Option<ConversionTarget> target = ConversionChoices.Target();
        Option<WeightPrecision> precision = ConversionChoices.Precision();
        var form = new Option<HubModelForm?>("--form")
        {
            Description = "The form of the model: a folder of onnxruntime-genai, safetensors files that are converted, or ONNX graphs in the layout of transformers.js (the first that the repository has).",
            HelpName = string.Join('|', Forms.Keys),
            CustomParser = result =>
            {
                if (Forms.TryGetValue(result.Tokens[0].Value, out HubModelForm value))
                {
                    return value;
                }

                result.AddError($"--form is '{result.Tokens[0].Value}'; it must be {string.Join(" or ", Forms.Keys)}.");
                return null;
            },
        };
        var overwrite = new Option<bool>("--overwrite") { Description = "Replace a folder that an earlier conversion wrote." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Tell the sizes of download, folder and memory only." };
        Option<string?> json = CommonOptions.Json();

        var command = new Command("get", "Downloads models from the Hugging Face hub and converts them.")
        {
            names, output, revision, target, precision, form, overwrite, dryRun, json,
        };
        command.SetAction((result, cancellationToken) => run(
            new()
            {
                Names = result.GetValue(names)!,
                OutputPath = result.GetValue(output),
                Revision = result.GetValue(revision),
                Form = result.GetValue(form),
                Target = result.GetValue(target),
                Precision = result.GetValue(precision),
                Overwrite = result.GetValue(overwrite),
                IsDryRun = result.GetValue(dryRun),
                Json = result.GetValue(json),
            },
            cancellationToken));
        return command;
    }
}
