using Nudging.TestSupport;

namespace Samples.Tests;

public sealed class TelemetryTests
{
    [Theory]
    [InlineData("ConsoleChat", "What is the capital of Peru?")]
    [InlineData("AgentWithTools", "What is the forecast for Lyon?")]
    public async Task A_sample_that_answers_leaves_no_telemetry_database(string sample, string question)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only the Linux build of ONNX Runtime keeps the database in the cache folder.");
        using var home = new TemporaryFolder();
        Run run = await SampleProcess.RunAsync(
            sample, [question], environment: UserEnvironment.In(home));
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Empty(Directory.GetDirectories(home.Path, ".onnxruntime", SearchOption.AllDirectories));
    }
}
