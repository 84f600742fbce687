using Nudging.Models;
using Nudging.TestSupport;

namespace Nudging.OnnxRuntime.Tests;

/// <summary>The telemetry of the native library, which leaves a database in the user's cache folder on Linux.</summary>
public sealed class OnnxRuntimeTelemetryTests
{
    private const string Variable = "ORT_DISABLE_TELEMETRY";
    private const string ManagedVariable = "NUDGING_TESTS_TELEMETRY_VARIABLE";
    private const string ModeVariable = "NUDGING_TESTS_TELEMETRY";

    [Theory]
    [InlineData("off", null, false, false)]
    [InlineData("off", "1", false, false)]
    [InlineData("off", "0", false, true)]
    [InlineData("off", "0", true, true)]
    [InlineData("on", null, false, true)]
    [InlineData("on", "1", false, false)]
    public async Task A_process_that_runs_a_model_has_a_telemetry_database_only_where_the_application_asks_for_telemetry(string mode, string? variable, bool isManaged, bool hasDatabase)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only the Linux build of ONNX Runtime keeps the database in the cache folder.");
        Assert.SkipUnless(Environment.GetEnvironmentVariable(Variable) is null, $"{Variable} is set for the tests.");
        using var home = new TemporaryFolder();
        DecoderModel.Write(home["model"], new());
        Dictionary<string, string?> environment = UserEnvironment.In(home);
        environment[ModeVariable] = mode;
        if (variable is not null)
        {
            environment.Add(isManaged ? ManagedVariable : Variable, variable);
        }

        Run run = await ProgramProcess.RunAsync(
            typeof(OnnxRuntimeTelemetryTests).Assembly.Location,
            ["-method", $"{typeof(OnnxRuntimeTelemetryTests).FullName}.{nameof(A_child_process_keeps_the_setting_of_the_first_load)}"],
            environment: environment);
        Assert.True(run.ExitCode == 0 && run.Output.Contains("Total: 1, Errors: 0, Failed: 0, Skipped: 0", StringComparison.Ordinal), run.Output + run.Error);
        string[] left = Directory.GetDirectories(home.Path, ".onnxruntime", SearchOption.AllDirectories);
        Assert.True(left.Length > 0 == hasDatabase, string.Join(", ", Directory.GetFileSystemEntries(home.Path, "*", SearchOption.AllDirectories)));
    }

    [Fact]
    public async Task A_child_process_keeps_the_setting_of_the_first_load()
    {
        string? mode = Environment.GetEnvironmentVariable(ModeVariable);
        Assert.SkipWhen(mode is null, "Runs in a process that another test starts.");
        if (Environment.GetEnvironmentVariable(ManagedVariable) is string value)
        {
            Environment.SetEnvironmentVariable(Variable, value);
        }

        OnnxRuntimeTelemetry.IsEnabled = mode == "on";
        await using var model = OnnxLanguageModel.Load(Path.Combine(Environment.GetEnvironmentVariable("HOME")!, "model"));
        await using ILanguageModelSession session = model.CreateSession("Once");
        Assert.Equal(3, (await session.ContinueAsync("", new() { MaxTokens = 3 }, TestContext.Current.CancellationToken)).Tokens.Count);
        OnnxRuntimeTelemetry.IsEnabled = mode == "on";
        var error = Assert.Throws<InvalidOperationException>(() => OnnxRuntimeTelemetry.IsEnabled = mode != "on");
        Assert.Contains("set it before the first model is loaded", error.Message, StringComparison.Ordinal);
    }
}
