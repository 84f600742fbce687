using DemoPair;
using Nudging.TestSupport;

namespace Nudging.Tool.Tests;

public sealed class TelemetryTests
{
    [Fact]
    public async Task A_command_that_loads_models_leaves_no_telemetry_database()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only the Linux build of ONNX Runtime keeps the database in the cache folder.");
        using var home = new TemporaryFolder();
        Run run = await ToolProcess.RunAsync(
            ["inspect", DemoPairFiles.BaseModelPath, DemoPairFiles.AlignedModelPath],
            UserEnvironment.In(home));
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Empty(Directory.GetDirectories(home.Path, ".onnxruntime", SearchOption.AllDirectories));
    }
}
