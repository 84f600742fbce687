using System.CommandLine;
using Nudging.OnnxRuntime;

namespace Nudging.Tool.Inspect;

/// <summary>The command line of <c>inspect</c>.</summary>
internal static class InspectCommandLine
{
    /// <summary>Creates the command.</summary>
    /// <param name="run">Runs the command and returns the exit code.</param>
    public static Command Create(Func<InspectArguments, CancellationToken, Task<int>> run)
    {
        var model = new Argument<string>("MODEL") { Description = $"A model, or the base model of a pair: {CommonOptions.ModelForms}." };
        var aligned = new Argument<string?>("ALIGNED")
        {
            Description = "The aligned model, to check the pair.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<OnnxExecutionProvider?> provider = CommonOptions.Provider();
        Option<string?> json = CommonOptions.Json();

        var command = new Command("inspect", "Describes a model or a pair, and checks the chat template, the tokenizer and the markers of tool calls.") { model, aligned, provider, json };
        command.SetAction((result, cancellationToken) => run(
            new(ModelLocator.Find(result.GetValue(model)!), result.GetValue(aligned) is string name ? ModelLocator.Find(name) : null, result.GetValue(provider), result.GetValue(json)),
            cancellationToken));
        return command;
    }
}
