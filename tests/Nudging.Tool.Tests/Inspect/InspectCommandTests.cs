using System.Text.Json;
using Nudging.Tests.Chat;
using Nudging.TestSupport;

namespace Nudging.Tool.Tests.Inspect;

public sealed class InspectCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public InspectCommandTests() => DecoderModel.Write(_folder["model"], new() { ChatTemplate = AnsweringModel.ChatTemplate });

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_model_is_described_as_text_and_as_JSON()
    {
        string json = _folder["report.json"];
        Run run = await ToolProcess.RunAsync(["inspect", _folder["model"], "--json", json]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("model       llama: 2 layers, 4 attention heads, 2 key/value heads of size 16", run.Output, StringComparison.Ordinal);
        JsonElement report = JsonDocument.Parse(await File.ReadAllTextAsync(json, TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal(512, report.GetProperty("cache").GetProperty("bytesPerToken").GetInt32());
        Assert.True(report.GetProperty("canBeAligned").GetBoolean());
    }

    [Fact]
    public async Task A_pair_is_described_as_JSON_only_on_standard_output()
    {
        Run run = await ToolProcess.RunAsync(["inspect", _folder["model"], _folder["model"], "--json", "-", "--provider", "cpu"]);
        Assert.True(run.ExitCode == 0, run.Error);
        JsonElement report = JsonDocument.Parse(run.Output).RootElement;
        Assert.True(report.GetProperty("sharesTokenizer").GetBoolean());
        Assert.Equal(["base", "aligned"], report.EnumerateObject().Select(property => property.Name).Take(2));
    }

    [Fact]
    public async Task A_folder_without_a_tokenizer_is_an_error_that_names_the_missing_file()
    {
        File.Delete(_folder["model/tokenizer.json"]);
        Run run = await ToolProcess.RunAsync(["inspect", _folder["model"]]);
        Assert.Equal(1, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.StartsWith($"Error: The model '{_folder["model"]}' cannot be loaded: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("tokenizer.json", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }
}
