using System.CommandLine;
using System.Text.Json;
using Nudging.OnnxRuntime;
using Nudging.Tool.Bench;
using Nudging.Tool.Inspect;
using Nudging.Tool.Soak;

namespace Nudging.Tool;

/// <summary>Reads the command line, runs what it asks for, and tells errors in one line.</summary>
internal static class CommandLine
{
    private const int Failed = 1;
    private const int Interrupted = 130;

    // After Ctrl+C there is a temporary folder to delete.
    private static readonly TimeSpan TimeToCleanUp = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(string[] args)
    {
        var command = new RootCommand("Tools for pairs of language models that write together by nudging.")
        {
            BenchCommandLine.Create(BenchCommand.RunAsync),
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
            return Interrupted;
        }
        catch (Exception e) when (e is ModelLoadException or ArgumentException or FormatException or InvalidOperationException
            or NotSupportedException or IOException or InvalidDataException or UnauthorizedAccessException or JsonException)
        {
            await Console.Error.WriteLineAsync($"Error: {e.Message.ReplaceLineEndings(" ")}");
            return Failed;
        }
    }
}
