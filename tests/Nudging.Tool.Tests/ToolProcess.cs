using System.Diagnostics;

namespace Nudging.Tool.Tests;

/// <summary>The tool as it is run: another process.</summary>
internal static class ToolProcess
{
    public static async Task<Run> RunAsync(IEnumerable<string> args)
    {
        ProcessStartInfo start = new("dotnet", [Path.Combine(AppContext.BaseDirectory, "Nudging.Tool.dll"), .. args])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellation);
        Task<string> error = process.StandardError.ReadToEndAsync(cancellation);
        await process.WaitForExitAsync(cancellation);
        return new Run(process.ExitCode, await output, await error);
    }
}

/// <summary>What a process left behind.</summary>
internal sealed record Run(int ExitCode, string Output, string Error);
