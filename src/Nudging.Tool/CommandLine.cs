using System.CommandLine;
using System.Text.Json;
using Nudging.ModelBuilder.Conversion;
using Nudging.ModelBuilder.Hub;
using Nudging.OnnxRuntime;
using Nudging.Tool.Bench;
using Nudging.Tool.Chat;
using Nudging.Tool.Convert;
using Nudging.Tool.Get;
using Nudging.Tool.Inspect;
using Nudging.Tool.Pairs;
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
            ChatCommandLine.Create(ChatCommand.RunAsync),
            ConvertCommandLine.Create(ConvertCommand.RunAsync),
            GetCommandLine.Create(GetCommand.RunAsync),
            InspectCommandLine.Create(InspectCommand.RunAsync),
            PairsCommandLine.Create(PairsCommand.RunAsync),
            SoakCommandLine.Create(SoakCommand.RunAsync),
        };
        try
        {
            ParseResult result = command.Parse(args);
            return await result.InvokeAsync(new()
            {
                EnableDefaultExceptionHandler = false,

                // chat has its own meaning of Ctrl+C.
                ProcessTerminationTimeout = result.CommandResult.Command.Name == ChatCommandLine.Name ? null : TimeToCleanUp,
            });
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (Exception e) when (e is ModelLoadException or ModelConversionException or HubException or ArgumentException or FormatException or InvalidOperationException
            or NotSupportedException or IOException or InvalidDataException or UnauthorizedAccessException or JsonException)
        {
            await Console.Error.WriteLineAsync($"Error: {e.Message.ReplaceLineEndings(" ")}");
            return ExitCode.Failed;
        }
    }
}
