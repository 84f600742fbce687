using System.Diagnostics;
using System.Text.Json;
using Nudging.TestSupport;
using Nudging.TestSupport.Checkpoints;

namespace Nudging.Tool.Tests.Convert;

public sealed class ConvertCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ConvertCommandTests() => RandomCheckpoint.Write(_folder["tiny"], "llama");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_model_is_converted_and_the_report_names_the_folder_and_the_family()
    {
        Run run = await ToolProcess.RunAsync(["convert", _folder["tiny"], "-o", _folder["out"]]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains($"folder      {_folder["out"]}", run.Output, StringComparison.Ordinal);
        Assert.Contains("llama in int4 for cpu, 256 tokens of context", run.Output, StringComparison.Ordinal);
        Run inspect = await ToolProcess.RunAsync(["inspect", _folder["out"]]);
        Assert.Contains("int4 in blocks of 32, symmetric, accuracy level 4, embedding quantised too", inspect.Output, StringComparison.Ordinal);
        Run again = await ToolProcess.RunAsync(["convert", _folder["tiny"], "-o", _folder["out"]]);
        Assert.Contains("was up to date", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_reach_the_record_of_the_conversion()
    {
        Run run = await ToolProcess.RunAsync(
            ["convert", _folder["tiny"], "-o", _folder["out"], "--for", "cuda", "--precision", "int8", "--block-size", "64", "--asymmetric", "--accuracy-level", "1", "--context", "100", "--json", "-"]);
        Assert.True(run.ExitCode == 0, run.Error);
        JsonElement model = JsonDocument.Parse(run.Output).RootElement.GetProperty("model");
        Assert.Equal("int8 cuda 100", $"{model.GetProperty("precision")} {model.GetProperty("target")} {model.GetProperty("contextLength")}");
        JsonElement record = JsonDocument.Parse(File.ReadAllText(_folder["out/nudging_conversion.json"])).RootElement;
        Assert.Equal("64 True 1", $"{record.GetProperty("block_size")} {record.GetProperty("asymmetric")} {record.GetProperty("accuracy_level")}");
    }

    [Theory]
    [InlineData("fp32", 0.999, 1.0, 1e-9)]
    [InlineData("int8", 0.7, 1.0, 0.05)]
    [InlineData("int4", 0.0, 1.0, 2.0)]
    public async Task A_check_compares_the_model_with_a_float32_model(string precision, double leastAgreement, double mostAgreement, double mostDivergence)
    {
        Run run = await ToolProcess.RunAsync(["convert", _folder["tiny"], "-o", _folder["out"], "--precision", precision, "--accuracy-level", "0", "--check", "--json", "-"]);
        Assert.True(run.ExitCode == 0, run.Error);
        JsonElement check = JsonDocument.Parse(run.Output).RootElement.GetProperty("check");
        Assert.Equal("the built-in text", check.GetProperty("text").GetString());
        Assert.Equal(256, check.GetProperty("tokens").GetInt32());
        Assert.InRange(check.GetProperty("top1Agreement").GetDouble(), leastAgreement, mostAgreement);
        Assert.InRange(check.GetProperty("meanDivergence").GetDouble(), -1e-9, mostDivergence);
        Assert.InRange(check.GetProperty("perplexity").GetDouble(), 1, 1e6);
        Assert.Equal(precision == "fp32", check.GetProperty("perplexity").GetDouble() == check.GetProperty("referencePerplexity").GetDouble());
    }

    [Fact]
    public async Task A_check_reads_a_file_or_random_ids_where_the_model_has_no_tokenizer()
    {
        File.WriteAllText(_folder["text.txt"], "the hat and the other hat");
        Run run = await ToolProcess.RunAsync(["convert", _folder["tiny"], "-o", _folder["out"], "--check", _folder["text.txt"]]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains($"of '{_folder["text.txt"]}'", run.Output, StringComparison.Ordinal);
        RandomCheckpoint.Write(_folder["bare"], "llama", new() { HasTokenizer = false });
        run = await ToolProcess.RunAsync(["convert", _folder["bare"], "-o", _folder["bare-out"], "--check"]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("random token ids", run.Output, StringComparison.Ordinal);
        Assert.Contains("no tokenizer files", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--precision", "int3", "it must be fp32, fp16, bf16, int8 or int4")]
    [InlineData("--for", "tpu", "it must be cpu, cuda, directml or webgpu")]
    [InlineData("--block-size", "33", "BlockSize is 33; it must be 16, 32, 64, 128 or 256")]
    [InlineData("--accuracy-level", "9", "AccuracyLevel is 9")]
    [InlineData("--context", "0", "it must be at least 1")]
    public async Task A_wrong_option_is_refused_with_the_right_values(string option, string value, string expected)
    {
        Run run = await ToolProcess.RunAsync(["convert", _folder["tiny"], "-o", _folder["out"], option, value]);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["out"]));
    }

    [Fact]
    public async Task A_source_that_does_not_exist_is_one_line_of_error()
    {
        Run run = await ToolProcess.RunAsync(["convert", _folder["nothing"], "-o", _folder["out"]]);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"Error: The source '{_folder["nothing"]}' does not exist", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_killed_conversion_leaves_a_whole_target_or_none()
    {
        RandomCheckpoint.Write(_folder["larger"], CheckpointConfig.Of("llama", """{"hidden_size": 512, "intermediate_size": 2048, "num_hidden_layers": 8, "vocab_size": 8000}"""));
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Nudging.Tool.dll"), "convert", _folder["larger"], "-o", _folder["out"]])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        string data = _folder["out.partial/model.onnx.data"];
        while (!process.HasExited && !File.Exists(data))
        {
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }

        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(!Directory.Exists(_folder["out"]) || File.Exists(_folder["out/genai_config.json"]));
        Assert.Equal(Directory.Exists(_folder["out"]), File.Exists(_folder["out/nudging_conversion.json"]));
        Run run = await ToolProcess.RunAsync(["convert", _folder["larger"], "-o", _folder["out"]]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.False(Directory.Exists(_folder["out.partial"]));
        Assert.Equal(0, (await ToolProcess.RunAsync(["inspect", _folder["out"]])).ExitCode);
    }
}
