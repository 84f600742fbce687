using Nudging.ModelBuilder.Hub;
using Nudging.TestSupport;

namespace Nudging.Tool.Tests;

public sealed class ModelLocatorTests : IDisposable
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";

    private readonly TemporaryFolder _folder = new();
    private readonly ModelLocator _locator;

    public ModelLocatorTests() =>
        _locator = new(_folder.Path, new HubEnvironment(name => name == "HF_HUB_CACHE" ? _folder["cache"] : null, _folder["home"]));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a/b", "a/b")]
    [InlineData("pair/base", "models/pair/base")]
    [InlineData("SmolLM2", "models/SmolLM2")]
    [InlineData("HuggingFaceTB/SmolLM2", "models/SmolLM2")]
    [InlineData("HuggingFaceTB/SmolLM2@main", "models/SmolLM2")]
    [InlineData("../outside", "../outside")]
    public void A_name_finds_a_folder_or_a_folder_under_models(string name, string folder)
    {
        using var outside = new FolderBeside(_folder["../outside"]);
        Directory.CreateDirectory(_folder[folder]);
        Assert.Equal(Path.GetFullPath(_folder[folder]), _locator.FindModel(name));
    }

    [Fact]
    public void A_folder_precedes_a_folder_under_models_and_the_cache()
    {
        Snapshot("owner/name", "genai_config.json", "model.onnx");
        Directory.CreateDirectory(_folder["models/name"]);
        Assert.Equal(_folder["models/name"], _locator.FindModel("owner/name"));
        Directory.CreateDirectory(_folder["owner/name"]);
        Assert.Equal(_folder["owner/name"], _locator.FindModel("owner/name"));
    }

    [Theory]
    [InlineData("", "genai_config.json", "model.onnx")]
    [InlineData("", "config.json", "onnx/model.onnx")]
    [InlineData("cpu/int4", "config.json", "cpu/int4/genai_config.json", "cpu/int4/model.onnx")]
    public void A_name_of_the_hub_finds_the_model_in_the_cache(string inside, params string[] files)
    {
        string snapshot = Snapshot("owner/name", files);
        string expected = Path.TrimEndingDirectorySeparator(Path.Combine(snapshot, inside));
        Assert.Equal(expected, _locator.FindModel("owner/name"));
        Assert.Equal(expected, _locator.FindModel("owner/name@main"));
        Assert.Equal(expected, _locator.FindModel("owner/name@" + Commit));
        Assert.Throws<DirectoryNotFoundException>(() => _locator.FindModel("owner/name@v2"));
    }

    [Fact]
    public void A_checkpoint_in_the_cache_is_refused_with_the_command_that_converts_the_checkpoint()
    {
        Snapshot("owner/name", "config.json", "model.safetensors");
        var error = Assert.Throws<DirectoryNotFoundException>(() => _locator.FindModel("owner/name"));
        Assert.Contains("must be converted first. Convert it with 'nudge get owner/name'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_repository_with_several_models_is_refused_with_their_folders()
    {
        string snapshot = Snapshot("owner/name", "cpu/genai_config.json", "cpu/model.onnx", "gpu/genai_config.json", "gpu/model.onnx");
        var error = Assert.Throws<DirectoryNotFoundException>(() => _locator.FindModel("owner/name"));
        Assert.Contains($"name the folder of one: {Path.Combine(snapshot, "cpu")}, {Path.Combine(snapshot, "gpu")}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_name_is_refused_with_the_places_and_the_command_that_downloads_the_model()
    {
        var error = Assert.Throws<DirectoryNotFoundException>(() => _locator.FindModel("owner/name"));
        string[] places = [_folder["owner/name"], _folder["models/owner/name"], _folder["models/name"], _folder["cache"]];
        Assert.All(places, place => Assert.Contains($"'{place}'", error.Message, StringComparison.Ordinal));
        Assert.Contains("'nudge get owner/name'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_path_that_is_not_a_name_of_the_hub_is_refused_without_the_hub()
    {
        var error = Assert.Throws<DirectoryNotFoundException>(() => _locator.FindModel("no/such/folder"));
        Assert.DoesNotContain("nudge get", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("cache", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void An_empty_name_is_refused(string name) => Assert.Throws<ArgumentException>(() => _locator.FindModel(name));

    private string Snapshot(string repository, params string[] files)
    {
        var cache = new HubRepositoryCache(_folder["cache"], repository);
        cache.WriteCommit("main", Commit);
        foreach (string file in files)
        {
            string path = cache.SnapshotPath(Commit, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "{}");
        }

        return cache.SnapshotFolder(Commit);
    }

    private sealed class FolderBeside(string path) : IDisposable
    {
        public void Dispose()
        {
            if (Directory.Exists(path))
            {
                Directory.Delete(path);
            }
        }
    }
}
