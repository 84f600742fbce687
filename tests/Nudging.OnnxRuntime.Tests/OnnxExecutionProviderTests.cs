using Nudging.OnnxRuntime.Running;
using Nudging.TestSupport;

namespace Nudging.OnnxRuntime.Tests;

public sealed class OnnxExecutionProviderTests
{
    [Theory]
    [InlineData("cpu", "cpu", 0)]
    [InlineData("CPUExecutionProvider", "cpu", 0)]
    [InlineData("directml", "directml:0", 0)]
    [InlineData(" DirectML:1 ", "directml:1", 1)]
    [InlineData("dml:2", "directml:2", 2)]
    [InlineData("DmlExecutionProvider", "directml:0", 0)]
    [InlineData("cuda:0", "cuda:0", 0)]
    [InlineData("CUDA", "cuda:0", 0)]
    [InlineData("QNN", "QNN", 0)]
    public void Parse_reads_what_ToString_returns(string text, string written, int deviceId)
    {
        var provider = OnnxExecutionProvider.Parse(text);
        Assert.Equal(written, provider.ToString());
        Assert.Equal(deviceId, provider.DeviceId);
        Assert.Equal(written, OnnxExecutionProvider.Parse(written).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData(":1")]
    [InlineData("cpu:1")]
    [InlineData("QNN:1")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    [InlineData("cuda:x")]
    [InlineData("cuda:1:2")]
    public void Parse_refuses_a_text_that_is_not_a_provider(string text)
    {
        var error = Assert.Throws<FormatException>(() => OnnxExecutionProvider.Parse(text));
        Assert.Contains($"'{text}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_provider_by_name_equals_the_provider_of_the_factory_method()
    {
        var named = OnnxExecutionProvider.Named("DML", new Dictionary<string, string> { ["device_id"] = "3", ["disable_metacommands"] = "1" });
        Assert.Equal("directml:3", named.ToString());
        Assert.Equal(["disable_metacommands"], named.Options.Keys);
        Assert.Throws<ArgumentOutOfRangeException>(() => OnnxExecutionProvider.DirectML(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => OnnxExecutionProvider.Cuda(-1));
        Assert.Throws<ArgumentException>(() => OnnxExecutionProvider.Named("dml", new Dictionary<string, string> { ["device_id"] = "x" }));
        Assert.Throws<ArgumentException>(() => OnnxExecutionProvider.Named("cpu", new Dictionary<string, string> { ["a"] = "b" }));
    }

    [Theory]
    [InlineData("directml", "DmlExecutionProvider", "Microsoft.ML.OnnxRuntimeGenAI.DirectML")]
    [InlineData("cuda:1", "CUDAExecutionProvider", "Microsoft.ML.OnnxRuntime.Gpu")]
    [InlineData("QNN", "QNNExecutionProvider", "Microsoft.ML.OnnxRuntime.QNN")]
    [InlineData("Fantasy", "FantasyExecutionProvider", "register the provider's library")]
    public void A_provider_that_the_native_library_lacks_is_refused_with_advice(string provider, string name, string advice)
    {
        Assert.SkipWhen(NativeRuntime.Providers.Contains(name), $"This native library has {name}.");
        using var folder = new TemporaryFolder();
        DecoderModel.Write(folder.Path, new());
        var options = new OnnxModelOptions { ExecutionProvider = OnnxExecutionProvider.Parse(provider) };
        var error = Assert.Throws<ModelLoadException>(() => OnnxLanguageModel.Load(folder.Path, options));
        Assert.Contains($"'{options.ExecutionProvider}'", error.Message, StringComparison.Ordinal);
        Assert.Contains("It has: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("CPUExecutionProvider", error.Message, StringComparison.Ordinal);
        Assert.Contains(advice, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_provider_set_in_code_replaces_the_provider_of_the_folder()
    {
        using var folder = new TemporaryFolder();
        DecoderModel.Write(folder.Path, new());
        string config = File.ReadAllText(folder["genai_config.json"]);
        File.WriteAllText(folder["genai_config.json"], config.Replace("\"provider_options\":[]", "\"provider_options\":[{\"Fantasy\":{\"x\":\"y\"}}]", StringComparison.Ordinal));
        Assert.Throws<ModelLoadException>(() => OnnxLanguageModel.Load(folder.Path));
        using var model = OnnxLanguageModel.Load(folder.Path, new() { ExecutionProvider = OnnxExecutionProvider.Cpu });
        Assert.True(model.Info.Capabilities.ScoresDraftInOnePass);
    }
}
