using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Nudging.TestSupport.Hub;

/// <summary>A Hugging Face hub on loopback: one port is the hub, another is the storage that the hub redirects to. Faults can be switched on.</summary>
public sealed class HubServer : IAsyncDisposable
{
    public const string Token = "hf_Secret0Of1The2Tests";

    private const int ChunkSize = 4096;

    private readonly ConcurrentDictionary<string, HubRepository> _repositories = new();
    private readonly ConcurrentDictionary<string, byte[]> _links = new();
    private WebApplication? _hub;
    private WebApplication? _storage;

    private HubServer()
    {
    }

    /// <summary>Gets the address of the hub.</summary>
    public Uri Address => new(_hub!.Urls.First());

    /// <summary>Gets the address of the storage.</summary>
    public Uri StorageAddress => new(_storage!.Urls.First());

    /// <summary>Gets the requests in order.</summary>
    public ConcurrentQueue<HubRequest> Requests { get; } = new();

    /// <summary>Gets or sets the fault of each request; null for none.</summary>
    public Func<HubRequest, HubFault?> Fault { get; set; } = _ => null;

    /// <summary>Starts a server on free ports.</summary>
    /// <param name="port">The port of the hub; 0 for a free one.</param>
    public static async Task<HubServer> StartAsync(int port = 0)
    {
        var server = new HubServer();
        server._storage = await StartAsync(0, server.ServeStorageAsync);
        server._hub = await StartAsync(port, server.ServeHubAsync);
        return server;
    }

    public HubRepository Add(string name) => _repositories[name] = new HubRepository(name);

    /// <summary>Gets the requests for the content of a file, at the hub or at the storage.</summary>
    public int CountRequests(string end) => Requests.Count(request => request.Path.EndsWith(end, StringComparison.Ordinal));

    /// <summary>Makes all links to the storage that the hub gave out invalid.</summary>
    public void ExpireLinks() => _links.Clear();

    public async ValueTask DisposeAsync()
    {
        foreach (WebApplication? part in new[] { _hub, _storage })
        {
            if (part is not null)
            {
                using var now = new CancellationTokenSource(0);
                await part.StopAsync(now.Token);
                await part.DisposeAsync();
            }
        }
    }

    /// <summary>Waits until the process is asked to end.</summary>
    public Task WaitForShutdownAsync() => _hub!.WaitForShutdownAsync();

    private static async Task<WebApplication> StartAsync(int port, RequestDelegate serve)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, port));
        WebApplication application = builder.Build();
        application.Run(serve);
        await application.StartAsync();
        return application;
    }

    private async Task ServeHubAsync(HttpContext context)
    {
        string path = Uri.UnescapeDataString(context.Features.Get<IHttpRequestFeature>()!.RawTarget.Split('?')[0]);
        HubFault? fault = Note(context, path, isStorage: false);
        if (fault?.Status is not null || fault?.Location is not null)
        {
            Fail(context, fault);
            return;
        }

        const string Prefix = "/api/models/";
        if (path.StartsWith(Prefix, StringComparison.Ordinal) && path.IndexOf("/revision/", StringComparison.Ordinal) is > 0 and int at)
        {
            await DescribeAsync(context, path[Prefix.Length..at], path[(at + "/revision/".Length)..], fault);
        }
        else if (path.IndexOf("/resolve/", StringComparison.Ordinal) is > 0 and int middle)
        {
            string[] rest = path[(middle + "/resolve/".Length)..].Split('/', 2);
            await ResolveAsync(context, path[1..middle], rest[0], rest.ElementAtOrDefault(1) ?? string.Empty, fault);
        }
        else
        {
            context.Response.StatusCode = 404;
        }
    }

    private async Task DescribeAsync(HttpContext context, string name, string revision, HubFault? fault)
    {
        if (Find(context, name, revision, needsTerms: false) is not HubRepository repository)
        {
            return;
        }

        string json = fault?.Body ?? repository.ChangeDescription(JsonSerializer.Serialize(new
        {
            id = name,
            sha = repository.Commit,
            @private = repository.IsPrivate,
            gated = repository.IsGated ? (object)"auto" : false,
            cardData = new { license = repository.License },
            siblings = repository.Files.Select(file => repository.IsLarge(file.Value)
                ? (object)new { rfilename = file.Key, size = file.Value.Length, blobId = new string('0', 40), lfs = new { sha256 = repository.BlobName(file.Value), size = file.Value.Length, pointerSize = 134 } }
                : new { rfilename = file.Key, size = file.Value.Length, blobId = repository.BlobName(file.Value) }),
        }));
        context.Response.ContentType = "application/json";
        await SendAsync(context, System.Text.Encoding.UTF8.GetBytes(json), fault);
    }

    private async Task ResolveAsync(HttpContext context, string name, string revision, string path, HubFault? fault)
    {
        if (Find(context, name, revision, needsTerms: true) is not HubRepository repository)
        {
            return;
        }

        if (!repository.Files.TryGetValue(path, out byte[]? content))
        {
            Fail(context, 404, "EntryNotFound");
            return;
        }

        string hash = repository.BlobName(content);
        if (fault?.OmitsHeaders != true)
        {
            context.Response.Headers["X-Repo-Commit"] = repository.Commit;
            context.Response.Headers.ETag = $"\"{hash}\"";
        }

        if (!repository.IsLarge(content))
        {
            await SendAsync(context, content, fault);
            return;
        }

        string link = $"/{Guid.NewGuid():N}/{path}";
        _links[link] = content;
        if (fault?.OmitsHeaders != true)
        {
            context.Response.Headers["X-Linked-Etag"] = $"\"{hash}\"";
            context.Response.Headers["X-Linked-Size"] = content.Length.ToString(CultureInfo.InvariantCulture);
        }

        context.Response.StatusCode = 302;
        context.Response.Headers.Location = new Uri(StorageAddress, link + "?signature=of-the-link").AbsoluteUri;
    }

    private async Task ServeStorageAsync(HttpContext context)
    {
        string path = context.Request.Path;
        HubFault? fault = Note(context, path, isStorage: true);
        if (fault?.Status is not null || fault?.Location is not null)
        {
            Fail(context, fault);
        }
        else if (_links.TryGetValue(path, out byte[]? content))
        {
            await SendAsync(context, content, fault);
        }
        else
        {
            context.Response.StatusCode = 403;
        }
    }

    private HubRepository? Find(HttpContext context, string name, string revision, bool needsTerms)
    {
        string? token = context.Request.Headers.Authorization;
        bool knowsToken = token == $"Bearer {Token}";
        if (token is not null && !knowsToken)
        {
            context.Response.Headers["X-Error-Message"] = "Invalid credentials in Authorization header";
            context.Response.StatusCode = 401;
        }
        else if (!_repositories.TryGetValue(name, out HubRepository? repository) || (repository.IsPrivate && !knowsToken))
        {
            Fail(context, knowsToken ? 404 : 401, "RepoNotFound");
        }
        else if (needsTerms && repository.IsGated && !knowsToken)
        {
            Fail(context, 401, "GatedRepo");
        }
        else if (!repository.Revisions.Contains(revision) && revision != repository.Commit)
        {
            Fail(context, 404, "RevisionNotFound");
        }
        else
        {
            return repository;
        }

        return null;
    }

    private static void Fail(HttpContext context, int status, string code)
    {
        context.Response.Headers["X-Error-Code"] = code;
        context.Response.StatusCode = status;
    }

    private static void Fail(HttpContext context, HubFault fault)
    {
        context.Response.StatusCode = fault.Status ?? 302;
        if (fault.RetryAfter is string wait)
        {
            context.Response.Headers.RetryAfter = wait;
        }

        if (fault.Location is string location)
        {
            context.Response.Headers.Location = location;
        }

        if (fault.Message is string message)
        {
            context.Response.Headers["X-Error-Message"] = message;
        }
    }

    private static async Task SendAsync(HttpContext context, byte[] content, HubFault? fault)
    {
        fault ??= new HubFault();
        content = [.. content.SkipLast(fault.MissingBytes), .. new byte[fault.ExtraBytes]];
        if (fault.IsCorrupt && content.Length > 0)
        {
            content[content.Length / 2] ^= 1;
        }

        long start = fault.IgnoresRange ? 0 : StartOf(context) ?? 0;
        if (start >= content.Length && start > 0)
        {
            context.Response.StatusCode = 416;
            context.Response.Headers.ContentRange = FormattableString.Invariant($"bytes */{content.Length}");
            return;
        }

        if (start > 0)
        {
            context.Response.StatusCode = 206;
            context.Response.Headers.ContentRange = FormattableString.Invariant($"bytes {start}-{content.Length - 1}/{content.Length}");
        }

        if (!fault.OmitsLength && fault.EndAfter is null)
        {
            context.Response.ContentLength = content.Length - start;
        }

        long sent = 0;
        long most = fault.ResetAfter ?? fault.StallAfter ?? fault.EndAfter ?? long.MaxValue;
        while (start + sent < content.Length && sent < most)
        {
            int count = (int)Math.Min(ChunkSize, Math.Min(content.Length - start - sent, most - sent));
            await context.Response.Body.WriteAsync(content.AsMemory((int)(start + sent), count), context.RequestAborted);
            sent += count;
        }

        if (fault.ResetAfter is not null || fault.StallAfter is not null)
        {
            await context.Response.Body.FlushAsync(context.RequestAborted);
            if (fault.StallAfter is not null)
            {
                await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            }

            context.Abort();
        }
    }

    private static long? StartOf(HttpContext context) =>
        context.Request.GetTypedHeaders().Range?.Ranges.First().From;

    private HubFault? Note(HttpContext context, string path, bool isStorage)
    {
        string? token = context.Request.Headers.Authorization;
        var request = new HubRequest(isStorage, path, token, StartOf(context));
        Requests.Enqueue(request);
        return Fault(request);
    }
}
