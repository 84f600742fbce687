using Nudging.TestSupport;

namespace Nudging.Tool.Tests;

/// <summary>Runs the tool in a process of its own, from the tool's output folder: that of the tests lacks assemblies of ASP.NET, which the tests use and the tool does not.</summary>
internal static class ToolProcess
{
    /// <summary>Gets the path of the tool's assembly.</summary>
    public static string Program { get; } = Path.Join(
        AppContext.BaseDirectory.Replace(Path.Join("tests", "Nudging.Tool.Tests"), Path.Join("src", "Nudging.Tool"), StringComparison.Ordinal), "Nudging.Tool.dll");

    public static Task<Run> RunAsync(IEnumerable<string> args, IReadOnlyDictionary<string, string?>? environment = null, string? input = null) =>
        ProgramProcess.RunAsync(Program, args, input, environment);
}
