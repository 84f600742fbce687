using System.CommandLine;

namespace Nudging.Tool.Pairs;

/// <summary>The command line of <c>pairs</c>.</summary>
internal static class PairsCommandLine
{
    /// <summary>Creates the command.</summary>
    /// <param name="run">Runs the command and returns the exit code.</param>
    public static Command Create(Func<string?, CancellationToken, Task<int>> run)
    {
        Option<string?> json = CommonOptions.Json();
        var command = new Command("pairs", "Lists pairs of models of the Hugging Face hub that work together, for 'nudge get NAME'. Sends no request.") { json };
        command.SetAction((result, cancellationToken) => run(result.GetValue(json), cancellationToken));
        return command;
    }
}
