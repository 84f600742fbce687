using System.Diagnostics;
using System.Text.Json;
using Nudging.Tests.Chat;
using Nudging.TestSupport;
using Nudging.TestSupport.Checkpoints;
using Nudging.TestSupport.Hub;

namespace Nudging.Tool.Tests.Get;

public sealed class GetCommandTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private HubServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await HubServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_folder_of_onnxruntime_genai_is_downloaded_and_can_be_inspected()
    {
        HubRepository repository = AddGenAIModel();
        Run get = await GetAsync("owner/Model", "-o", _folder["out"]);
        Assert.True(get.ExitCode == 0, get.Error);
        Assert.Contains($"{_folder["out"]} holds owner/Model", get.Output, StringComparison.Ordinal);
        Assert.Equal(repository.Files["cpu/cpu-int4/model.onnx"], await File.ReadAllBytesAsync(_folder["out/model.onnx"], TestContext.Current.CancellationToken));
        Assert.True(File.Exists(_folder["out/README.md"]));
        Assert.False(Directory.Exists(_folder["out.partial"]));
        Run inspect = await ToolProcess.RunAsync(["inspect", _folder["out"]]);
        Assert.True(inspect.ExitCode == 0, inspect.Error);
    }

    [Fact]
    public async Task A_model_that_is_there_is_left_without_a_request()
    {
        AddGenAIModel();
        await GetAsync("owner/Model", "-o", _folder["out"]);
        _server.Requests.Clear();
        Run again = await GetAsync("owner/Model", "-o", _folder["out"]);
        Assert.True(again.ExitCode == 0, again.Error);
        Assert.Contains("is there already", again.Output, StringComparison.Ordinal);
        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task A_folder_in_another_form_is_replaced_with_overwrite_only()
    {
        AddGenAIModel();
        await GetAsync("owner/Model", "-o", _folder["out"]);
        RandomCheckpoint.Write(_folder["source"], "llama");
        _server.Add("owner/Model").AddFolder(_folder["source"]);
        await GetAsync("owner/Model", "-o", _folder["converted"], "--precision", "int8");
        AddGenAIModel();
        byte[] converted = await File.ReadAllBytesAsync(_folder["converted/model.onnx"], TestContext.Current.CancellationToken);
        Run refused = await GetAsync("owner/Model", "-o", _folder["converted"]);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("--overwrite", refused.Error, StringComparison.Ordinal);
        Assert.Equal(converted, await File.ReadAllBytesAsync(_folder["converted/model.onnx"], TestContext.Current.CancellationToken));
        Run replaced = await GetAsync("owner/Model", "-o", _folder["converted"], "--overwrite");
        Assert.True(replaced.ExitCode == 0, replaced.Error);
        Assert.Equal(File.ReadAllBytes(_folder["out/model.onnx"]), await File.ReadAllBytesAsync(_folder["converted/model.onnx"], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_folder_with_another_model_is_not_touched()
    {
        AddGenAIModel();
        await GetAsync("owner/Model", "-o", _folder["out"]);
        Run other = await GetAsync("else/Model", "-o", _folder["out"]);
        Assert.Equal(1, other.ExitCode);
        Assert.Contains("holds owner/Model", other.Error, StringComparison.Ordinal);
        Directory.CreateDirectory(_folder["own"]);
        await File.WriteAllTextAsync(_folder["own/notes.txt"], "mine", TestContext.Current.CancellationToken);
        Run own = await GetAsync("owner/Model", "-o", _folder["own"]);
        Assert.Equal(1, own.ExitCode);
        Assert.Equal(["notes.txt"], Directory.EnumerateFileSystemEntries(_folder["own"]).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_dry_run_tells_sizes_and_writes_nothing()
    {
        AddTinyPair();
        Run run = await GetAsync(TinyPair.Base, TinyPair.Aligned, "-o", _folder["out"], "--dry-run", "--json", _folder["report.json"]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("both", run.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["out"]));
        Assert.False(Directory.Exists(_folder["hf"]));
        JsonElement[] reports = [.. JsonDocument.Parse(await File.ReadAllTextAsync(_folder["report.json"], TestContext.Current.CancellationToken)).RootElement.EnumerateArray()];
        Assert.Equal(2, reports.Length);
        foreach (JsonElement report in reports)
        {
            string source = _folder["source/" + report.GetProperty("repository").GetString()];
            Assert.Equal(Directory.EnumerateFiles(source).Sum(path => new FileInfo(path).Length), report.GetProperty("downloadBytes").GetInt64());
            long parameters = Directory.EnumerateFiles(source, "*.safetensors").Sum(path => new FileInfo(path).Length) / 2;
            Assert.Equal(parameters * 5 / 8, report.GetProperty("folderBytes").GetInt64());
            Assert.True(report.GetProperty("memoryBytes").GetInt64() > report.GetProperty("folderBytes").GetInt64());
        }
    }

    [Fact]
    public async Task A_pair_of_two_families_is_downloaded_converted_and_fits()
    {
        AddTinyPair();
        Run get = await GetAsync(TinyPair.Base, TinyPair.Aligned, "-o", _folder["out"], "--precision", "int8");
        Assert.True(get.ExitCode == 0, get.Error);
        Assert.Contains($"Next: nudge chat {_folder["out/base"]} {_folder["out/aligned"]}", get.Output, StringComparison.Ordinal);
        Run inspect = await ToolProcess.RunAsync(["inspect", _folder["out/base"], _folder["out/aligned"]]);
        Assert.True(inspect.ExitCode == 0, inspect.Error + inspect.Output);
        Assert.Contains("fits        yes", inspect.Output, StringComparison.Ordinal);

        _server.Requests.Clear();
        Run again = await GetAsync(TinyPair.Base, TinyPair.Aligned, "-o", _folder["out"], "--precision", "int8");
        Assert.True(again.ExitCode == 0, again.Error);
        Assert.Contains("is there already", again.Output, StringComparison.Ordinal);
        Assert.Empty(_server.Requests);

        Run other = await GetAsync(TinyPair.Base, "-o", _folder["out/base"], "--precision", "fp32");
        Assert.Equal(1, other.ExitCode);
        Assert.Contains("--overwrite", other.Error, StringComparison.Ordinal);
        Run overwrite = await GetAsync(TinyPair.Base, "-o", _folder["out/base"], "--precision", "fp32", "--overwrite");
        Assert.True(overwrite.ExitCode == 0, overwrite.Error);
    }

    [Theory]
    [InlineData("fp32")]
    [InlineData("fp16")]
    [InlineData("int8")]
    [InlineData("int4")]
    public async Task A_dry_run_estimates_the_size_of_the_converted_folder(string precision)
    {
        RandomCheckpoint.Write(_folder["source"], CheckpointConfig.Of("llama", """{"hidden_size": 256, "intermediate_size": 1024, "vocab_size": 2048}"""));
        _server.Add("owner/Model").AddFolder(_folder["source"]);
        Run dry = await GetAsync("owner/Model", "-o", _folder["out"], "--precision", precision, "--dry-run", "--json", "-");
        Assert.True(dry.ExitCode == 0, dry.Error);
        double estimate = JsonDocument.Parse(dry.Output).RootElement[0].GetProperty("folderBytes").GetInt64();
        Run get = await GetAsync("owner/Model", "-o", _folder["out"], "--precision", precision);
        Assert.True(get.ExitCode == 0, get.Error);
        long size = Directory.EnumerateFiles(_folder["out"], "model.onnx*").Sum(path => new FileInfo(path).Length);
        Assert.InRange(estimate / size, 0.9, 1.05);
    }

    [Fact]
    public async Task A_gated_model_is_one_line_of_error_without_the_token()
    {
        AddGenAIModel().IsGated = true;
        Run run = await GetAsync("owner/Model", "-o", _folder["out"]);
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("Error: owner/Model is a gated model. Accept its terms at ", LastLine(run.Error), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        Run wrong = await RunAsync(["get", "owner/Model"], new() { ["HF_TOKEN"] = "hf_Wrong9Wrong" });
        Assert.Equal(1, wrong.ExitCode);
        Assert.DoesNotContain("hf_Wrong9Wrong", wrong.Error + wrong.Output, StringComparison.Ordinal);
        Run right = await RunAsync(["get", "owner/Model", "-o", _folder["out"]], new() { ["HF_TOKEN"] = HubServer.Token });
        Assert.True(right.ExitCode == 0, right.Error);
    }

    [Fact]
    public async Task Offline_a_model_in_the_cache_is_used()
    {
        AddGenAIModel();
        await GetAsync("owner/Model", "-o", _folder["first"]);
        Run run = await RunAsync(["get", "owner/Model", "-o", _folder["second"]], new() { ["HF_HUB_OFFLINE"] = "1", ["HF_ENDPOINT"] = "http://127.0.0.1:9" });
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.True(File.Exists(_folder["second/genai_config.json"]));
    }

    [Fact]
    public async Task A_variable_that_is_not_valid_is_named()
    {
        Run run = await RunAsync(["get", "owner/Model"], new() { ["HF_HUB_DOWNLOAD_TIMEOUT"] = "soon" });
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("HF_HUB_DOWNLOAD_TIMEOUT is 'soon'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_download_whose_process_is_killed_goes_on_where_it_stopped()
    {
        HubRepository repository = AddGenAIModel();
        byte[] graph = repository.Files["cpu/cpu-int4/model.onnx"];
        int stopped = graph.Length / 2;
        _server.Fault = request => request.IsStorage && request.Start is null ? new() { StallAfter = stopped } : null;
        string incomplete = Path.Combine(_folder["hf"], "hub", "models--owner--Model", "blobs", repository.BlobName(graph) + ".incomplete");
        using (Process process = ProgramProcess.Start(ToolProcess.Program, ["get", "owner/Model", "-o", _folder["out"]], Environment(new() { ["HF_HUB_DOWNLOAD_TIMEOUT"] = "600" })))
        {
            while (!File.Exists(incomplete) || new FileInfo(incomplete).Length < stopped)
            {
                Assert.False(process.HasExited);
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }

            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Run run = await GetAsync("owner/Model", "-o", _folder["out"]);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(graph, await File.ReadAllBytesAsync(_folder["out/model.onnx"], TestContext.Current.CancellationToken));
        Assert.Equal(stopped, _server.Requests.Last(request => request.IsStorage && request.Path.EndsWith("/model.onnx", StringComparison.Ordinal)).Start);
    }

    [Fact]
    public async Task Two_processes_at_the_same_time_request_each_file_once()
    {
        HubRepository repository = AddGenAIModel();
        Run[] runs = await Task.WhenAll(GetAsync("owner/Model", "-o", _folder["one"]), GetAsync("owner/Model", "-o", _folder["two"]));
        Assert.All(runs, run => Assert.True(run.ExitCode == 0, run.Error));
        foreach (string path in repository.Files.Keys)
        {
            Assert.Equal(1, _server.Requests.Count(request => !request.IsStorage && request.Path.EndsWith("/" + path, StringComparison.Ordinal)));
        }

        Assert.Equal(await File.ReadAllBytesAsync(_folder["one/model.onnx"], TestContext.Current.CancellationToken), await File.ReadAllBytesAsync(_folder["two/model.onnx"], TestContext.Current.CancellationToken));
    }

    private static string LastLine(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1].TrimStart();

    private void AddTinyPair()
    {
        TinyPair.Write(_folder["source"]);
        foreach (string name in new[] { TinyPair.Base, TinyPair.Aligned })
        {
            _server.Add(name).AddFolder(_folder["source/" + name]);
        }
    }

    private HubRepository AddGenAIModel()
    {
        DecoderModel.Write(_folder["made"], new() { ChatTemplate = AnsweringModel.ChatTemplate });
        HubRepository repository = _server.Add("owner/Model").Add("README.md", "---\nlicense: mit\n---\n");
        foreach (string path in Directory.EnumerateFiles(_folder["made"]))
        {
            repository.Add($"cpu/cpu-int4/{Path.GetFileName(path)}", File.ReadAllBytes(path));
        }

        return repository;
    }

    private Task<Run> GetAsync(params string[] args) => RunAsync(["get", .. args], []);

    private Task<Run> RunAsync(string[] args, Dictionary<string, string?> variables) => ToolProcess.RunAsync(args, Environment(variables));

    private Dictionary<string, string?> Environment(Dictionary<string, string?> variables)
    {
        Dictionary<string, string?> environment = UserEnvironment.In(_folder);
        environment["HF_ENDPOINT"] = _server.Address.AbsoluteUri;
        environment["HF_HOME"] = _folder["hf"];
        foreach (string name in new[] { "HF_TOKEN", "HF_TOKEN_PATH", "HF_HUB_CACHE", "HF_HUB_OFFLINE", "HF_HUB_DOWNLOAD_TIMEOUT", "HF_HUB_ETAG_TIMEOUT" })
        {
            environment[name] = null;
        }

        foreach ((string name, string? value) in variables)
        {
            environment[name] = value;
        }

        return environment;
    }
}
