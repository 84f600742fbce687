using Nudging.TestSupport;

namespace Nudging.Tool.Tests;

/// <summary>The tool as it is run: another process.</summary>
internal static class ToolProcess
{
    public static Task<Run> RunAsync(IEnumerable<string> args) => ProgramProcess.RunAsync("Nudging.Tool.dll", args);
}
