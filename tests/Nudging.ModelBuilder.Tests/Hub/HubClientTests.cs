using Nudging.ModelBuilder.Hub;
using Nudging.TestSupport.Hub;

namespace Nudging.ModelBuilder.Tests.Hub;

public sealed class HubClientTests : HubTestBase
{
    [Fact]
    public async Task A_download_has_the_layout_of_the_hubs_own_clients()
    {
        HubRepository repository = AddModel();
        string folder = await DownloadAsync();
        string root = Path.Combine(CacheFolder, "models--owner--Tiny-Model");
        Assert.Equal(Path.Combine(root, "snapshots", repository.Commit), folder);
        AssertWhole(repository, folder);
        Assert.Equal(repository.Commit, File.ReadAllText(Path.Combine(root, "refs", "main")));
        foreach (string path in new[] { "config.json", "model.safetensors" })
        {
            Assert.Equal($"../../blobs/{repository.BlobName(repository.Files[path])}", new FileInfo(Path.Combine(folder, path)).LinkTarget);
        }

        Assert.False(File.Exists(Path.Combine(folder, "pytorch_model.bin")));
    }

    [Fact]
    public async Task A_second_download_requests_no_file()
    {
        AddModel();
        await DownloadAsync();
        Server.Requests.Clear();
        await DownloadAsync();
        Assert.Equal("/api/models/owner/Tiny-Model/revision/main", Assert.Single(Server.Requests).Path);
    }

    [Fact]
    public async Task Files_that_another_client_stored_are_used_without_a_download()
    {
        HubRepository repository = AddModel();
        string root = Path.Combine(CacheFolder, "models--owner--Tiny-Model");
        string snapshot = Path.Combine(root, "snapshots", repository.Commit);
        Directory.CreateDirectory(Path.Combine(root, "blobs"));
        Directory.CreateDirectory(snapshot);
        foreach ((string path, byte[] content) in repository.Files)
        {
            string blob = repository.BlobName(content);
            await File.WriteAllBytesAsync(Path.Combine(root, "blobs", blob), content, Cancellation);
            if (path != "tokenizer.json")
            {
                // tokenizer.json has content in the cache, and no link in this snapshot.
                File.CreateSymbolicLink(Path.Combine(snapshot, path), $"../../blobs/{blob}");
            }
        }

        AssertWhole(repository, await DownloadAsync());
        Assert.Single(Server.Requests);
    }

    [Fact]
    public async Task A_new_commit_downloads_changed_files_only()
    {
        HubRepository repository = AddModel();
        string first = await DownloadAsync();
        repository.Add("tokenizer.json", """{"version": "1.0"}""");
        Server.Requests.Clear();
        string second = await DownloadAsync();
        Assert.NotEqual(first, second);
        AssertWhole(repository, second);
        Assert.Equal(["/tokenizer.json"], Server.Requests.Skip(1).Select(request => request.Path[request.Path.LastIndexOf('/')..]));
    }

    [Theory]
    [InlineData("v1.0")]
    [InlineData("refs/pr/3")]
    public async Task A_revision_is_pinned_by_its_name(string revision)
    {
        HubRepository repository = AddModel();
        repository.Revisions.Add(revision);
        string folder = await DownloadAsync(revision: revision);
        Assert.EndsWith(repository.Commit, folder, StringComparison.Ordinal);
        Assert.Equal(folder, HubCache.FindSnapshot(Name, revision, Environment()));
        Assert.Null(HubCache.FindSnapshot(Name, null, Environment()));
    }

    [Fact]
    public async Task A_commit_is_pinned_without_a_file_in_refs()
    {
        HubRepository repository = AddModel();
        string folder = await DownloadAsync(revision: repository.Commit);
        Assert.Equal(folder, HubCache.FindSnapshot(Name, repository.Commit, Environment()));
        Assert.False(Directory.Exists(Path.Combine(CacheFolder, "models--owner--Tiny-Model", "refs")));
    }

    [Fact]
    public async Task A_repository_without_an_owner_is_downloaded()
    {
        HubRepository repository = AddModel("gpt2");
        string folder = await DownloadAsync(name: "gpt2");
        AssertWhole(repository, folder);
        Assert.Contains("models--gpt2", folder, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_links_are_not_allowed_a_snapshot_holds_the_files_themselves()
    {
        HubRepository repository = AddModel();
        HubOptions options = Options();
        options.LinksFiles = false;
        string folder = await DownloadAsync(options);
        AssertWhole(repository, folder);
        Assert.All(Directory.EnumerateFiles(folder), path => Assert.Null(new FileInfo(path).LinkTarget));
        Server.Requests.Clear();
        await DownloadAsync(options);
        Assert.Single(Server.Requests);
    }

    [Fact]
    public async Task Without_links_content_of_another_snapshot_is_copied()
    {
        HubRepository repository = AddModel();
        string first = await DownloadAsync();
        repository.Add("tokenizer.json", """{"version": "1.0"}""");
        HubOptions options = Options();
        options.LinksFiles = false;
        string second = await DownloadAsync(options);
        Assert.Null(new FileInfo(Path.Combine(second, "config.json")).LinkTarget);
        AssertWhole(repository, second);
        Assert.True(File.Exists(Path.Combine(first, "config.json")));
    }

    [Fact]
    public async Task Two_downloads_at_the_same_time_request_each_file_once()
    {
        HubRepository repository = AddModel();
        string[] folders = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => DownloadAsync()));
        Assert.Single(folders.Distinct());
        AssertWhole(repository, folders[0]);
        Assert.Equal(1, Server.Requests.Count(request => request.IsStorage));
        Assert.Equal(1, Server.CountRequests("/config.json"));
    }

    [Fact]
    public async Task A_lock_of_another_process_is_waited_for()
    {
        HubRepository repository = AddModel();
        string path = new HubRepositoryCache(CacheFolder, Name).LockPath(repository.BlobName(repository.Files["config.json"]));
        Task<string> download;
        using (await FileLock.AcquireAsync(path, Cancellation))
        {
            download = DownloadAsync();
            while (Server.CountRequests("/model.safetensors") == 0)
            {
                await Task.Delay(5, Cancellation);
            }

            Assert.False(download.IsCompleted);
            Assert.Equal(0, Server.CountRequests("/config.json"));
        }

        AssertWhole(repository, await download);
    }

    [Fact]
    public async Task Progress_ends_with_all_bytes_and_never_exceeds_them()
    {
        AddModel(weightBytes: 5_000_000);
        List<HubProgress> reports = [];
        await DownloadAsync(progress: new Recorder(reports.Add));
        Assert.All(reports, report => Assert.InRange(report.FileBytes, 0, report.File.Size));
        Assert.All(reports, report => Assert.InRange(report.Bytes, 0, report.Size));
        Assert.Equal(reports[^1].Size, reports[^1].Bytes);
        Assert.Contains(reports, report => report.File.Path == "model.safetensors" && report.FileBytes > 0 && report.FileBytes < report.File.Size);
    }

    [Fact]
    public async Task Offline_a_model_in_the_cache_is_planned_and_found_without_a_request()
    {
        AddModel();
        string folder = await DownloadAsync();
        Server.Requests.Clear();
        HubOptions options = Options();
        options.IsOffline = true;
        Assert.Equal(folder, await DownloadAsync(options));
        using var client = new HubClient(options);
        Assert.Equal(folder, client.Find(Name));
        HubDownloadPlan plan = await client.PlanAsync(Name, cancellationToken: Cancellation);
        Assert.Equal(["README.md", "config.json", "model.safetensors", "tokenizer.json"], plan.Files.Select(file => file.Path).Order(StringComparer.Ordinal));
        Assert.Equal(0, plan.BytesToDownload);
        Assert.Empty(Server.Requests);
    }

    [Fact]
    public async Task Offline_a_model_that_is_not_in_the_cache_is_an_error_that_names_the_variable()
    {
        HubRepository repository = AddModel();
        HubOptions options = Options();
        options.IsOffline = true;
        Assert.Contains("HF_HUB_OFFLINE", (await FailAsync(HubError.Offline, options)).Message, StringComparison.Ordinal);
        File.Delete(Path.Combine(await DownloadAsync(), "model.safetensors"));
        await FailAsync(HubError.Offline, options);
        await FailAsync(HubError.Offline, options, repository.Commit);
    }

    [Fact]
    public async Task A_full_disk_is_told_before_the_first_byte()
    {
        AddModel();
        HubOptions options = Options();
        options.FreeSpaceOf = _ => 1000;
        HubException exception = await FailAsync(HubError.DiskFull, options);
        Assert.Contains("1000 bytes free", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Server.Requests, request => request.Path.Contains("/resolve/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_plan_counts_the_bytes_that_are_not_in_the_cache()
    {
        HubRepository repository = AddModel();
        using var client = new HubClient(Options());
        HubDownloadPlan before = await client.PlanAsync(Name, cancellationToken: Cancellation);
        Assert.Equal(before.Size, before.BytesToDownload);
        Assert.Equal(repository.Files.Where(file => file.Key != "pytorch_model.bin").Sum(file => file.Value.Length), before.Size);
        Assert.Equal("apache-2.0", before.Model.License);
        Assert.False(Directory.Exists(CacheFolder));
        await client.DownloadAsync(before, cancellationToken: Cancellation);
        Assert.Equal(0, (await client.PlanAsync(Name, cancellationToken: Cancellation)).BytesToDownload);
    }

    [Fact]
    public async Task A_cancelled_download_goes_on_where_it_stopped()
    {
        HubRepository repository = AddModel();
        Server.Fault = request => request.IsStorage && request.Start is null ? new() { StallAfter = 100_000 } : null;
        using (var client = new HubClient(Options()))
        {
            using var stop = new CancellationTokenSource();
            HubDownloadPlan plan = await client.PlanAsync(Name, cancellationToken: Cancellation);
            Task download = client.DownloadAsync(plan, cancellationToken: stop.Token);
            string incomplete = IncompletePath(repository);
            while (!File.Exists(incomplete) || new FileInfo(incomplete).Length < 100_000)
            {
                await Task.Delay(5, Cancellation);
            }

            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => download);
        }

        AssertWhole(repository, await DownloadAsync());
        Assert.Equal(100_000, Server.Requests.Last(request => request.IsStorage).Start);
    }

    private sealed class Recorder(Action<HubProgress> record) : IProgress<HubProgress>
    {
        public void Report(HubProgress value) => record(value);
    }
}
