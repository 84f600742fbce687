using Nudging.ModelBuilder.Hub;
using Nudging.TestSupport;

namespace Nudging.ModelBuilder.Tests.Hub;

public sealed class HubCacheTests : IDisposable
{
    private const string Commit = "0123456789abcdef0123456789abcdef01234567";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("config.json model.safetensors", true)]
    [InlineData("config.json model.safetensors.index.json a.safetensors b.safetensors", true)]
    [InlineData("config.json model.safetensors.index.json a.safetensors", false)]
    [InlineData("model.safetensors", false)]
    [InlineData("config.json tokenizer.json", false)]
    [InlineData("config.json onnx/model_q4.onnx", true)]
    [InlineData("cpu/int4/genai_config.json cpu/int4/model.onnx", true)]
    [InlineData("cpu/int4/genai_config.json", false)]
    public void A_snapshot_is_found_where_all_weights_are_there(string files, bool isFound)
    {
        string snapshot = Snapshot(files.Split(' '));
        Assert.Equal(isFound ? snapshot : null, Find("a/b"));
    }

    [Fact]
    public void A_link_without_content_is_not_a_file()
    {
        string snapshot = Snapshot(["config.json"]);
        File.CreateSymbolicLink(Path.Combine(snapshot, "model.safetensors"), "../../blobs/absent");
        Assert.Null(Find("a/b"));
    }

    [Theory]
    [InlineData("../../secret")]
    [InlineData("")]
    [InlineData("main")]
    public void A_ref_that_holds_no_commit_is_ignored(string text)
    {
        Snapshot(["config.json", "model.safetensors"]);
        File.WriteAllText(Path.Combine(_folder["hub"], "models--a--b", "refs", "main"), text);
        Assert.Null(Find("a/b"));
    }

    [Theory]
    [InlineData("x/y")]
    [InlineData("models/SmolLM2-1.7B")]
    [InlineData("../a/b")]
    [InlineData("C:\\models\\base")]
    public void A_model_that_is_not_in_the_cache_is_not_found(string name) => Assert.Null(Find(name));

    private string? Find(string name) =>
        HubCache.FindSnapshot(name, environment: new(variable => variable == "HF_HUB_CACHE" ? _folder["hub"] : null, _folder.Path));

    private string Snapshot(string[] files)
    {
        string root = Path.Combine(_folder["hub"], "models--a--b");
        string snapshot = Path.Combine(root, "snapshots", Commit);
        foreach (string file in files)
        {
            string path = Path.Combine(snapshot, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, file.EndsWith("index.json", StringComparison.Ordinal) ? """{"weight_map": {"x": "a.safetensors", "y": "b.safetensors"}}""" : "{}");
        }

        Directory.CreateDirectory(Path.Combine(root, "refs"));
        File.WriteAllText(Path.Combine(root, "refs", "main"), Commit);
        return snapshot;
    }
}
