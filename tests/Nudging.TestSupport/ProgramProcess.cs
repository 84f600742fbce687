using System.Diagnostics;
using System.Text.Json;

namespace Nudging.TestSupport;

/// <summary>Runs a program in another process.</summary>
public static class ProgramProcess
{
    /// <summary>Runs a program to its end.</summary>
    /// <param name="program">The path of the program's assembly, relative to the folder of the tests.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="input">The text of the standard input; <see langword="null"/> for an empty input, as a scheduled program has.</param>
    /// <param name="environment">Environment variables to set; a variable without a value is removed.</param>
    public static async Task<Run> RunAsync(
        string program, IEnumerable<string> args, string? input = null, IReadOnlyDictionary<string, string?>? environment = null)
    {
        using Process process = Start(program, args, environment);
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellation);
        Task<string> error = process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return new Run(process.ExitCode, (await output).ReplaceLineEndings("\n"), await error);
    }

    /// <summary>Starts a program whose input and output are pipes.</summary>
    /// <param name="program">The path of the program's assembly, relative to the folder of the tests.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="environment">Environment variables to set; a variable without a value is removed.</param>
    public static Process Start(string program, IEnumerable<string> args, IReadOnlyDictionary<string, string?>? environment = null)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, program), .. args])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string? value) in environment ?? new Dictionary<string, string?>())
        {
            if (value is null)
            {
                start.Environment.Remove(name);
            }
            else
            {
                start.Environment[name] = value;
            }
        }

        return Process.Start(start)!;
    }
}

/// <summary>The exit code and the output of a program.</summary>
public sealed record Run(int ExitCode, string Output, string Error)
{
    /// <summary>Reads one JSON value from each line of the output. The exit code must be 0.</summary>
    public JsonElement[] Lines()
    {
        Assert.True(ExitCode == 0, Error);
        return [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }
}
