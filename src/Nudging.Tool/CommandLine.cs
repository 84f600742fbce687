using System.CommandLine;
using System.Text.Json;
using Nudging.ModelBuilder.Conversion;
using Nudging.OnnxRuntime;
using Nudging.Tool.Bench;
using Nudging.Tool.Convert;
using Nudging.Tool.Inspect;
using Nudging.Tool.Soak;

namespace Nudging.Tool;

/// <summary>Runs the command that the command line names, and prints errors as one line. A new command is one line here.</summary>
internal static class CommandLine
{
    // After Ctrl+C a command deletes its temporary folder.
    private static readonly TimeSpan TimeToCleanUp = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(string[] args)
    {
        var command = new RootCommand("Tools for pairs of language models that generate together by nudging.")
        {
            BenchCommandLine.Create(BenchCommand.RunAsync),
            ConvertCommandLine.Create(ConvertCommand.RunAsync),
            InspectCommandLine.Create(InspectCommand.RunAsync),
            SoakCommandLine.Create(SoakCommand.RunAsync),
        };
        try
        {
            return await command.Parse(args).InvokeAsync(new()
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeToCleanUp,
            });
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (Exception e) when (e is ModelLoadException or ModelConversionException or ArgumentException or FormatException or InvalidOperationException
            or NotSupportedException or IOException or InvalidDataException or UnauthorizedAccessException or JsonException)
        {
            await Console.Error.WriteLineAsync($"Error: {e.Message.ReplaceLineEndings(" ")}");
            return ExitCode.Failed;
        }
    }
}
