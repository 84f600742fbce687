using Nudging.ModelBuilder.Hub;
using Nudging.TestSupport;
using Nudging.TestSupport.Hub;

namespace Nudging.ModelBuilder.Tests.Hub;

/// <summary>A hub on loopback and a cache folder of its own.</summary>
public abstract class HubTestBase : IAsyncLifetime
{
    protected const string Name = "owner/Tiny-Model";

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected HubServer Server { get; private set; } = null!;

    protected TemporaryFolder Folder { get; } = new();

    protected RecordingRetryClock Clock { get; } = new();

    protected string CacheFolder => Folder["hub"];

    public async ValueTask InitializeAsync() => Server = await HubServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes reproducible content.</summary>
    protected static byte[] Content(int length, int seed = 1)
    {
        byte[] content = new byte[length];
        new Random(seed).NextBytes(content);
        return content;
    }

    /// <summary>Adds a model with a large weight file and small other files.</summary>
    protected HubRepository AddModel(string name = Name, int weightBytes = 300_000) => Server.Add(name)
        .Add("config.json", """{"model_type": "llama"}""")
        .Add("model.safetensors", Content(weightBytes))
        .Add("tokenizer.json", "{}")
        .Add("pytorch_model.bin", Content(20_000, 2))
        .Add("README.md", "---\nlicense: apache-2.0\n---\n");

    private protected HubEnvironment Environment(params (string Name, string Value)[] variables)
    {
        Dictionary<string, string> all = new()
        {
            ["HF_ENDPOINT"] = Server.Address.AbsoluteUri,
            ["HF_HOME"] = Folder.Path,
        };
        foreach ((string name, string value) in variables)
        {
            all[name] = value;
        }

        return new(all.GetValueOrDefault, Folder["home"]);
    }

    protected HubOptions Options(string? token = null) => new(Environment())
    {
        Token = token,
        RetryClock = Clock,
    };

    /// <summary>Downloads a model.</summary>
    protected async Task<string> DownloadAsync(HubOptions? options = null, IProgress<HubProgress>? progress = null, string name = Name, string? revision = null)
    {
        using var client = new HubClient(options ?? Options());
        return await client.DownloadAsync(await client.PlanAsync(name, new() { Revision = revision }, Cancellation), progress, Cancellation);
    }

    /// <summary>Gets the path of the transferred part of the weights.</summary>
    protected string IncompletePath(HubRepository repository) =>
        new HubRepositoryCache(CacheFolder, Name).IncompletePath(repository.BlobName(repository.Files["model.safetensors"]));

    protected async Task<HubException> FailAsync(HubError error, HubOptions? options = null, string? revision = null)
    {
        HubException exception = await Assert.ThrowsAsync<HubException>(() => DownloadAsync(options, revision: revision));
        Assert.Equal(error, exception.Error);
        Assert.DoesNotContain(HubServer.Token, exception.ToString(), StringComparison.Ordinal);
        return exception;
    }

    protected void AssertWhole(HubRepository repository, string folder, params string[] paths)
    {
        foreach (string path in paths.Length > 0 ? paths : ["config.json", "model.safetensors", "tokenizer.json", "README.md"])
        {
            Assert.Equal(repository.Files[path], File.ReadAllBytes(Path.Combine(folder, path)));
        }

        Assert.Empty(Directory.EnumerateFiles(CacheFolder, "*.incomplete", SearchOption.AllDirectories));
    }
}
