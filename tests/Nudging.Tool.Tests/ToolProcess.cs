using Nudging.TestSupport;

namespace Nudging.Tool.Tests;

/// <summary>Runs the tool in a process of its own.</summary>
internal static class ToolProcess
{
    public static Task<Run> RunAsync(IEnumerable<string> args, IReadOnlyDictionary<string, string?>? environment = null, string? input = null) =>
        ProgramProcess.RunAsync("Nudging.Tool.dll", args, input, environment);
}
