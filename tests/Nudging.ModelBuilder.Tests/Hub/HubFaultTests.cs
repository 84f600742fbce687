using System.Text.Json.Nodes;
using Nudging.ModelBuilder.Hub;
using Nudging.TestSupport.Hub;

namespace Nudging.ModelBuilder.Tests.Hub;

public sealed class HubFaultTests : HubTestBase
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_transfer_that_breaks_at_any_byte_gives_the_whole_file(int seed)
    {
        HubRepository repository = AddModel(weightBytes: 200_000 + seed);
        var random = new Random(seed);
        int breaks = 0;
        Server.Fault = request =>
        {
            lock (random)
            {
                return !request.IsStorage || breaks++ >= 4 ? null
                    : random.Next(3) == 0 ? new() { ResetAfter = random.Next(80_000), IgnoresRange = true }
                    : new() { ResetAfter = random.Next(80_000), OmitsLength = random.Next(2) == 0 };
            }
        };
        AssertWhole(repository, await DownloadAsync());
        Assert.Equal(4, Clock.Waits.Count);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_download_that_was_killed_at_any_byte_gives_the_whole_file(int seed)
    {
        HubRepository repository = AddModel();
        byte[] weights = repository.Files["model.safetensors"];
        int stopped = seed == 1 ? weights.Length : seed == 2 ? weights.Length + 5 : new Random(seed).Next(weights.Length);
        string incomplete = IncompletePath(repository);
        Directory.CreateDirectory(Path.GetDirectoryName(incomplete)!);
        await File.WriteAllBytesAsync(incomplete, [.. weights.Take(stopped), .. new byte[Math.Max(0, stopped - weights.Length)]], Cancellation);
        AssertWhole(repository, await DownloadAsync());
        Assert.Equal(stopped < weights.Length ? [stopped] : seed == 1 ? [] : [null], Server.Requests.Where(request => request.IsStorage).Select(request => request.Start));
    }

    [Fact]
    public async Task A_broken_part_of_an_earlier_transfer_is_downloaded_again()
    {
        HubRepository repository = AddModel();
        byte[] weights = repository.Files["model.safetensors"];
        string incomplete = IncompletePath(repository);
        Directory.CreateDirectory(Path.GetDirectoryName(incomplete)!);
        await File.WriteAllBytesAsync(incomplete, new byte[50_000], Cancellation);
        AssertWhole(repository, await DownloadAsync());
        Assert.Equal([50_000L, null], Server.Requests.Where(request => request.IsStorage).Select(request => request.Start));
    }

    [Fact]
    public async Task A_transfer_that_gains_a_mebibyte_before_each_break_never_gives_up()
    {
        HubRepository repository = AddModel(weightBytes: 12_000_000);
        Server.Fault = request => request.IsStorage ? new() { EndAfter = 1_500_000 } : null;
        HubOptions options = Options();
        options.MaxAttempts = 2;
        AssertWhole(repository, await DownloadAsync(options));
    }

    [Fact]
    public async Task A_transfer_that_gains_little_before_each_break_gives_up_and_keeps_what_arrived()
    {
        HubRepository repository = AddModel();
        Server.Fault = request => request.IsStorage ? new() { EndAfter = 10_000 } : null;
        HubException exception = await FailAsync(HubError.Unavailable);
        Assert.Contains("Given up after 5 attempts", exception.Message, StringComparison.Ordinal);
        Assert.Equal(50_000, new FileInfo(IncompletePath(repository)).Length);
        Server.Fault = _ => null;
        AssertWhole(repository, await DownloadAsync());
    }

    [Theory]
    [InlineData(429, "7", 7)]
    [InlineData(503, "3", 3)]
    [InlineData(429, "0", 0)]
    public async Task Retry_After_is_honoured(int status, string retryAfter, int seconds)
    {
        HubRepository repository = AddModel();
        int answers = 0;
        Server.Fault = request => request.Path.EndsWith("/revision/main", StringComparison.Ordinal) && answers++ == 0 ? new() { Status = status, RetryAfter = retryAfter } : null;
        AssertWhole(repository, await DownloadAsync());
        Assert.Equal(seconds > 0 ? [TimeSpan.FromSeconds(seconds)] : [], Clock.Waits);
    }

    [Fact]
    public async Task A_date_in_Retry_After_is_honoured()
    {
        HubRepository repository = AddModel();
        int answers = 0;
        Server.Fault = _ => answers++ == 0 ? new() { Status = 429, RetryAfter = DateTimeOffset.UtcNow.AddSeconds(90).ToString("R", System.Globalization.CultureInfo.InvariantCulture) } : null;
        AssertWhole(repository, await DownloadAsync());
        Assert.InRange(Assert.Single(Clock.Waits), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(90));
    }

    [Fact]
    public async Task A_Retry_After_of_hours_gives_up_at_once()
    {
        AddModel();
        Server.Fault = _ => new() { Status = 429, RetryAfter = "7200" };
        Assert.Contains("wait 7200 seconds", (await FailAsync(HubError.Unavailable)).Message, StringComparison.Ordinal);
        Assert.Single(Server.Requests);
        Assert.Empty(Clock.Waits);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(408)]
    public async Task A_server_that_always_fails_is_given_up_after_the_attempts(int status)
    {
        AddModel();
        Server.Fault = _ => new() { Status = status };
        HubException exception = await FailAsync(HubError.Unavailable);
        Assert.Contains($"127.0.0.1 answers {status}", exception.Message, StringComparison.Ordinal);
        Assert.Equal(5, Server.Requests.Count);
        Assert.Equal(4, Clock.Waits.Count);
    }

    [Fact]
    public async Task A_hub_that_is_not_there_is_an_error_that_names_the_host()
    {
        HubOptions options = Options();
        await Server.DisposeAsync();
        Assert.Contains("the connection to 127.0.0.1 fails", (await FailAsync(HubError.Unavailable, options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expired_link_is_asked_for_again()
    {
        HubRepository repository = AddModel();
        int transfers = 0;
        Server.Fault = request =>
        {
            if (request.IsStorage && transfers++ < 2)
            {
                Server.ExpireLinks();
                return transfers == 1 ? new() { ResetAfter = 60_000 } : null;
            }

            return null;
        };
        AssertWhole(repository, await DownloadAsync());
        Assert.Equal(3, Server.Requests.Count(request => !request.IsStorage && request.Path.EndsWith("/model.safetensors", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_file_with_another_hash_is_removed_and_both_hashes_are_told()
    {
        HubRepository repository = AddModel();
        Server.Fault = request => request.IsStorage ? new() { IsCorrupt = true } : null;
        HubException exception = await FailAsync(HubError.Corrupt);
        byte[] corrupt = [.. repository.Files["model.safetensors"]];
        corrupt[corrupt.Length / 2] ^= 1;
        Assert.Contains(repository.BlobName(corrupt), exception.Message, StringComparison.Ordinal);
        Assert.Contains(repository.BlobName(repository.Files["model.safetensors"]), exception.Message, StringComparison.Ordinal);
        Assert.Null(HubCache.FindSnapshot(Name, null, Environment()));
        Assert.False(File.Exists(IncompletePath(repository)));
        Server.Fault = _ => null;
        AssertWhole(repository, await DownloadAsync());
    }

    [Fact]
    public async Task A_small_file_with_another_git_id_is_refused()
    {
        AddModel();
        Server.Fault = request => request.Path.EndsWith("/config.json", StringComparison.Ordinal) ? new() { IsCorrupt = true } : null;
        Assert.Contains("git blob id", (await FailAsync(HubError.Corrupt)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(7, 0, false)]
    [InlineData(7, 0, true)]
    [InlineData(0, 7, false)]
    public async Task A_file_of_another_size_is_refused(int extra, int missing, bool omitsLength)
    {
        HubRepository repository = AddModel();
        Server.Fault = request => request.IsStorage ? new() { ExtraBytes = extra, MissingBytes = missing, OmitsLength = omitsLength } : null;
        HubException exception = await FailAsync(HubError.Corrupt);
        Assert.Contains("the hub states a size of 300000 bytes", exception.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(IncompletePath(repository)));
    }

    [Fact]
    public async Task A_server_without_ranges_lengths_and_headers_serves_a_whole_model()
    {
        HubRepository repository = AddModel();
        int transfers = 0;
        Server.Fault = request => new() { IgnoresRange = true, OmitsLength = true, OmitsHeaders = true, ResetAfter = request.IsStorage && transfers++ == 0 ? 99_999 : null };
        AssertWhole(repository, await DownloadAsync());
    }

    [Fact]
    public async Task A_transfer_that_stalls_is_resumed()
    {
        HubRepository repository = AddModel();
        Server.Fault = request => request.IsStorage && request.Start is null ? new() { StallAfter = 120_000 } : null;
        HubOptions options = Options();
        options.DownloadTimeout = TimeSpan.FromMilliseconds(300);
        AssertWhole(repository, await DownloadAsync(options));
        Assert.Equal([null, 120_000L], Server.Requests.Where(request => request.IsStorage).Select(request => request.Start));
    }

    [Fact]
    public async Task A_description_that_stalls_is_given_up_after_the_attempts()
    {
        AddModel();
        Server.Fault = _ => new() { StallAfter = 10 };
        HubOptions options = Options();
        options.MetadataTimeout = TimeSpan.FromMilliseconds(100);
        options.MaxAttempts = 2;
        Assert.Contains("within 0.1 seconds", (await FailAsync(HubError.Unavailable, options)).Message, StringComparison.Ordinal);
        Assert.Equal(2, Server.Requests.Count);
    }

    [Fact]
    public async Task The_token_goes_to_the_hub_and_not_to_where_the_hub_redirects()
    {
        HubRepository repository = AddModel();
        repository.IsGated = true;
        AssertWhole(repository, await DownloadAsync(Options(HubServer.Token)));
        Assert.Contains(Server.Requests, request => request.IsStorage);
        Assert.All(Server.Requests, request => Assert.Equal(request.IsStorage ? null : $"Bearer {HubServer.Token}", request.Authorization));
    }

    [Fact]
    public async Task The_token_does_not_go_to_another_host_that_a_description_redirects_to()
    {
        AddModel();
        await using HubServer other = await HubServer.StartAsync();
        other.Add(Name).Add("config.json", "{}").Add("model.safetensors", Content(20_000));
        Server.Fault = request => request.Path.StartsWith("/api/", StringComparison.Ordinal)
            ? new() { Location = new Uri(other.Address, request.Path).AbsoluteUri } : null;
        using var client = new HubClient(Options(HubServer.Token));
        await client.GetModelAsync(Name, cancellationToken: Cancellation);
        Assert.Null(Assert.Single(other.Requests).Authorization);
        Assert.NotNull(Assert.Single(Server.Requests).Authorization);
    }

    [Fact]
    public async Task A_relative_redirect_of_a_renamed_repository_keeps_the_token()
    {
        HubRepository repository = AddModel("new-owner/Tiny-Model");
        repository.IsPrivate = true;
        Server.Fault = request => request.Path.Contains("owner/", StringComparison.Ordinal) && !request.Path.Contains("new-owner/", StringComparison.Ordinal) && !request.IsStorage
            ? new() { Status = 307, Location = request.Path.Replace("owner/", "new-owner/", StringComparison.Ordinal) } : null;
        AssertWhole(repository, await DownloadAsync(Options(HubServer.Token)));
    }

    [Fact]
    public void A_redirect_of_a_renamed_repository_keeps_the_query() => Assert.Equal(
        "https://hub.example/api/models/b/revision/main?blobs=true",
        HubRedirect.Follow(new("https://hub.example/api/models/a/revision/main?blobs=true"), new("/api/models/b/revision/main", UriKind.Relative), new HubSubject(Name, "main")).AbsoluteUri);

    [Fact]
    public async Task Redirects_in_a_circle_end()
    {
        AddModel();
        Server.Fault = request => new() { Location = request.Path };
        await FailAsync(HubError.Unsafe);
        Assert.Equal(11, Server.Requests.Count);
    }

    [Theory]
    [InlineData("ftp://127.0.0.1/x", "ftp")]
    [InlineData("file:///etc/passwd", "file")]
    public async Task A_redirect_to_another_scheme_is_refused(string location, string named)
    {
        AddModel();
        Server.Fault = _ => new() { Location = location };
        Assert.Contains(named, (await FailAsync(HubError.Unsafe)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://hub.example/a", "http://storage.example/b", false)]
    [InlineData("https://hub.example/a", "http://127.0.0.1/b", true)]
    [InlineData("https://hub.example/a", "https://storage.example/b", true)]
    [InlineData("http://hub.example/a", "http://storage.example/b", true)]
    public void A_redirect_that_leaves_encryption_is_refused(string from, string to, bool isFollowed)
    {
        var subject = new HubSubject(Name, "main");
        if (isFollowed)
        {
            Assert.Equal(to, HubRedirect.Follow(new(from), new(to), subject).AbsoluteUri);
        }
        else
        {
            Assert.Equal(HubError.Unsafe, Assert.Throws<HubException>(() => HubRedirect.Follow(new(from), new(to), subject)).Error);
        }
    }

    [Fact]
    public async Task A_gated_model_without_a_token_is_an_error_that_says_where_the_terms_and_the_token_go()
    {
        AddModel().IsGated = true;
        string message = (await FailAsync(HubError.Gated)).Message;
        Assert.Contains($"{Server.Address.AbsoluteUri}{Name}", message, StringComparison.Ordinal);
        Assert.Contains("HF_TOKEN", message, StringComparison.Ordinal);
        Assert.Contains(Folder["token"], message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_private_model_without_a_token_reads_as_an_unknown_one()
    {
        AddModel().IsPrivate = true;
        string message = (await FailAsync(HubError.RepositoryNotFound)).Message;
        Assert.Contains("HF_TOKEN", message, StringComparison.Ordinal);
        AssertWhole(AddModel(), await DownloadAsync(Options(HubServer.Token)));
    }

    [Fact]
    public async Task An_unknown_model_is_an_error_with_its_address() =>
        Assert.Contains($"There is no model {Name} at 127.0.0.1", (await FailAsync(HubError.RepositoryNotFound, Options(HubServer.Token))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_wrong_token_is_an_error_that_does_not_show_the_token()
    {
        AddModel();
        HubException exception = await FailAsync(HubError.TokenRefused, Options("hf_Wrong7Wrong"));
        Assert.DoesNotContain("hf_Wrong7Wrong", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_of_the_server_that_repeats_the_token_is_shown_without_it()
    {
        AddModel();
        Server.Fault = _ => new() { Status = 403, Message = $"no rights for {HubServer.Token}" };
        Assert.Contains("no rights for …", (await FailAsync(HubError.Gated, Options(HubServer.Token))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_revision_is_an_error_with_its_name()
    {
        AddModel();
        Assert.Contains("'v9'", (await FailAsync(HubError.RevisionNotFound, revision: "v9")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_listed_and_absent_is_noted_in_the_cache()
    {
        HubRepository repository = AddModel();
        repository.ChangeDescription = json => json.Replace("\"tokenizer.json\"", "\"vocab.json\"", StringComparison.Ordinal);
        Assert.Contains("no file 'vocab.json'", (await FailAsync(HubError.FileNotFound)).Message, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(CacheFolder, "models--owner--Tiny-Model", ".no_exist", repository.Commit, "vocab.json")));
    }

    [Theory]
    [InlineData("<html>sign in</html>")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"sha": "../../x", "siblings": []}""")]
    [InlineData("""{"sha": "0123456789012345678901234567890123456789"}""")]
    [InlineData("""{"sha": "0123456789012345678901234567890123456789", "siblings": [{}]}""")]
    [InlineData("""{"sha": "0123456789012345678901234567890123456789", "siblings": [{"rfilename": "a", "size": -1}]}""")]
    [InlineData("""{"sha": "0123456789012345678901234567890123456789", "siblings": [{"rfilename": "a", "size": 1e30}]}""")]
    [InlineData("""{"sha": "0123456789012345678901234567890123456789", "siblings": [{"rfilename": "a"}, {"rfilename": "a"}]}""")]
    public async Task A_description_that_no_hub_sends_is_refused(string body)
    {
        AddModel();
        Server.Fault = _ => new() { Body = body };
        HubException exception = await Assert.ThrowsAsync<HubException>(() => DownloadAsync());
        Assert.True(exception.Error is HubError.Unsafe or HubError.Other, exception.Message);
        Assert.False(Directory.Exists(CacheFolder));
    }

    [Fact]
    public async Task A_description_without_end_is_refused()
    {
        AddModel();
        Server.Fault = _ => new() { Body = new string(' ', HubModelReader.MaxBytes + 1), OmitsLength = true };
        await FailAsync(HubError.Unsafe);
    }

    [Fact]
    public async Task A_description_of_too_many_files_is_refused()
    {
        HubRepository repository = AddModel();
        repository.ChangeDescription = json =>
        {
            JsonNode root = JsonNode.Parse(json)!;
            for (int i = 0; i < 100_001; i++)
            {
                root["siblings"]!.AsArray().Add(new JsonObject { ["rfilename"] = $"f{i}" });
            }

            return root.ToJsonString();
        };
        await FailAsync(HubError.Unsafe);
    }

    [Theory]
    [InlineData("../genai_config.json")]
    [InlineData("/etc/genai_config.json")]
    [InlineData("a/../../genai_config.json")]
    [InlineData("a\\\\..\\\\b/genai_config.json")]
    [InlineData("nul/genai_config.json")]
    [InlineData("c:/genai_config.json")]
    [InlineData("a./genai_config.json")]
    public async Task A_hostile_file_name_is_refused(string path)
    {
        HubRepository repository = AddModel();
        repository.ChangeDescription = json => json
            .Replace("\"tokenizer.json\"", $"\"{path}\"", StringComparison.Ordinal)
            .Replace("\"pytorch_model.bin\"", $"\"{path.Replace("genai_config.json", "model.onnx", StringComparison.Ordinal)}\"", StringComparison.Ordinal);
        Assert.Contains("not a plain path", (await FailAsync(HubError.Unsafe)).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(CacheFolder));
    }

    [Fact]
    public async Task A_file_without_a_hash_is_refused()
    {
        AddModel().ChangeDescription = json => json.Replace("sha256", "sha", StringComparison.Ordinal);
        Assert.Contains("no hash", (await FailAsync(HubError.Unsafe)).Message, StringComparison.Ordinal);
    }
}
