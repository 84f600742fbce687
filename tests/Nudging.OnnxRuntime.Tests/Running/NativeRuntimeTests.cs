using System.Diagnostics;
using Nudging.OnnxRuntime.Running;
using Nudging.TestSupport;

namespace Nudging.OnnxRuntime.Tests.Running;

public sealed class NativeRuntimeTests
{
    private const string ChildVariable = "NUDGING_TESTS_WITHOUT_NATIVE";

    [Fact]
    public async Task A_missing_native_library_is_refused_with_the_names_of_packages()
    {
        // Runs this test project in a folder without the native libraries.
        using var folder = new TemporaryFolder();
        string name = Path.GetFileNameWithoutExtension(typeof(NativeRuntimeTests).Assembly.Location);
        foreach (string file in Directory.GetFiles(AppContext.BaseDirectory, "*.dll").Append(Path.Combine(AppContext.BaseDirectory, $"{name}.runtimeconfig.json")))
        {
            File.Copy(file, folder[Path.GetFileName(file)]);
        }

        File.Delete(folder["onnxruntime.dll"]);
        var start = new ProcessStartInfo("dotnet", [folder[$"{name}.dll"], "-method", $"{typeof(NativeRuntimeTests).FullName}.{nameof(Loading_a_model_in_a_child_process_without_the_native_library_names_the_packages)}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[ChildVariable] = "1";
        using Process child = Process.Start(start)!;
        string output = await child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(child.ExitCode == 0 && output.Contains("Total: 1, Errors: 0, Failed: 0, Skipped: 0", StringComparison.Ordinal), output);
    }

    [Fact]
    public void Loading_a_model_in_a_child_process_without_the_native_library_names_the_packages()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable(ChildVariable) == "1", "Runs in a process that another test starts.");
        using var folder = new TemporaryFolder();
        DecoderModel.Write(folder.Path, new());
        foreach (OnnxExecutionProvider provider in (OnnxExecutionProvider[])[OnnxExecutionProvider.Cpu, OnnxExecutionProvider.DirectML()])
        {
            var error = Assert.Throws<ModelLoadException>(() => OnnxLanguageModel.Load(folder.Path, new() { ExecutionProvider = provider }));
            Assert.Contains("native library of ONNX Runtime is missing", error.Message, StringComparison.Ordinal);
            Assert.Contains("Microsoft.ML.OnnxRuntime (CPU", error.Message, StringComparison.Ordinal);
            Assert.Contains("Microsoft.ML.OnnxRuntimeGenAI.DirectML", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(typeof(BadImageFormatException), "built for another CPU architecture")]
    [InlineData(typeof(EntryPointNotFoundException), "older than the managed library")]
    [InlineData(typeof(NotSupportedException), "cannot be used")]
    public void Each_error_of_the_native_library_has_a_separate_message(Type cause, string reason)
    {
        var exception = new TypeInitializationException("NativeMethods", (Exception)Activator.CreateInstance(cause)!);
        Assert.Contains(reason, NativeRuntime.Explain(exception), StringComparison.Ordinal);
    }

    [Fact]
    public void An_exception_with_another_cause_has_no_explanation() =>
        Assert.Null(NativeRuntime.Explain(new InvalidOperationException()));
}
