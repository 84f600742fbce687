using System.CommandLine;
using Nudging.OnnxRuntime;

namespace Nudging.Tool.Inspect;

/// <summary>The command line of <c>inspect</c>.</summary>
internal static class InspectCommandLine
{
    /// <summary>Creates the command.</summary>
    /// <param name="run">Runs what the command line says; gives the exit code.</param>
    public static Command Create(Func<InspectArguments, CancellationToken, Task<int>> run)
    {
        var model = new Argument<string>("DIR") { Description = "A model's folder; the base model's of a pair." };
        var aligned = new Argument<string?>("ALIGNED")
        {
            Description = "The aligned model's folder, to see whether the two fit.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        Option<OnnxExecutionProvider?> provider = CommonOptions.Provider();
        Option<string?> json = CommonOptions.Json();

        var command = new Command("inspect", "Says what a model folder is and what it is fit for, or exactly what is wrong with it.") { model, aligned, provider, json };
        command.SetAction((result, cancellationToken) => run(
            new(result.GetValue(model)!, result.GetValue(aligned), result.GetValue(provider), result.GetValue(json)),
            cancellationToken));
        return command;
    }
}
