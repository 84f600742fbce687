using Nudging.TestSupport;

namespace Samples.Tests;

/// <summary>Runs a sample in a separate process, from the sample's output folder.</summary>
internal static class SampleProcess
{
    public static Task<Run> RunAsync(
        string sample, IEnumerable<string> args, string? input = null, IReadOnlyDictionary<string, string?>? environment = null)
    {
        string folder = AppContext.BaseDirectory.Replace(Path.Join("tests", "Samples.Tests"), Path.Join("samples", sample), StringComparison.Ordinal);
        return ProgramProcess.RunAsync(Path.Join(folder, $"{sample}.dll"), args, input, environment);
    }
}
