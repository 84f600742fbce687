using System.Net;
using System.Net.Http.Headers;
using System.Reflection;
using Polly;
using Polly.Retry;

namespace Nudging.ModelBuilder.Hub;

/// <summary>
/// Sends requests to the hub and to where the hub redirects. The token goes to the hub's own scheme, host and port only. Thread safe.
/// </summary>
internal sealed class HubConnection : IDisposable
{
    private const int MaxRedirects = 10;

    private static readonly TimeSpan MaxRetryAfter = TimeSpan.FromMinutes(10);

    private static readonly ProductInfoHeaderValue UserAgent =
        new("nudging", typeof(HubConnection).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0");

    private readonly HubOptions _options;
    private readonly HttpClient _http;
    private readonly ResiliencePipeline _retry;

    public HubConnection(HubOptions options)
    {
        _options = options;
        _http = new HttpClient(new SocketsHttpHandler
        {
            // Redirects are followed here, because the handler would decide by itself which headers go along.
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = options.MetadataTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _retry = CreatePipeline(options);
    }

    /// <summary>Gets the waiting time before a transfer that broke off goes on.</summary>
    public static TimeSpan RetryDelay { get; } = TimeSpan.FromSeconds(1);

    public void Dispose() => _http.Dispose();

    /// <summary>Runs an action, and runs the action again after transient errors.</summary>
    /// <exception cref="HubException">All attempts failed.</exception>
    public async Task<T> RetryAsync<T>(Func<CancellationToken, ValueTask<T>> action, CancellationToken cancellationToken)
    {
        try
        {
            return await _retry.ExecuteAsync(action, cancellationToken).ConfigureAwait(false);
        }
        catch (TransientHubException e)
        {
            string wait = e.RetryAfter is TimeSpan after ? FormattableString.Invariant($" The server asks to wait {after.TotalSeconds:0} seconds.") : string.Empty;
            string attempts = FormattableString.Invariant($"{_options.MaxAttempts} {(_options.MaxAttempts == 1 ? "attempt" : "attempts")}");
            throw new HubException(
                HubError.Unavailable,
                $"{e.Message.TrimEnd('.')}. Given up after {(IsTooLong(e) ? "the server's answer" : attempts)}.{wait} Try again later; the bytes that arrived are kept.",
                e.InnerException);
        }
    }

    /// <summary>Reads a short text at an address of the hub.</summary>
    /// <exception cref="TransientHubException">The request may be repeated.</exception>
    public async ValueTask<byte[]> ReadAsync(Uri address, HubSubject subject, int maxBytes, CancellationToken cancellationToken)
    {
        using HttpResponseMessage response = await SendAsync(address, subject, offset: 0, _options.MetadataTimeout, cancellationToken).ConfigureAwait(false);
        if (response.Content.Headers.ContentLength > maxBytes)
        {
            throw TooLong(subject, maxBytes);
        }

        using var content = new MemoryStream();
        using HubBody body = await OpenBodyAsync(response, subject, _options.MetadataTimeout, cancellationToken).ConfigureAwait(false);
        byte[] buffer = new byte[81920];
        int count;
        while ((count = await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            if (content.Length + count > maxBytes)
            {
                throw TooLong(subject, maxBytes);
            }

            content.Write(buffer, 0, count);
        }

        return response.Content.Headers.ContentLength is long length && length != content.Length
            ? throw new TransientHubException($"{subject.Title}: the connection ended after {content.Length} of {length} bytes")
            : content.ToArray();
    }

    /// <summary>Requests the content of a file from an offset on.</summary>
    /// <exception cref="TransientHubException">The request may be repeated.</exception>
    public Task<HttpResponseMessage> OpenFileAsync(Uri address, HubSubject subject, long offset, CancellationToken cancellationToken) =>
        SendAsync(address, subject, offset, _options.DownloadTimeout, cancellationToken);

    /// <summary>Opens the body of an answer for reads that time out.</summary>
    public Task<HubBody> OpenBodyAsync(HttpResponseMessage response, HubSubject subject, CancellationToken cancellationToken) =>
        OpenBodyAsync(response, subject, _options.DownloadTimeout, cancellationToken);

    private static async Task<HubBody> OpenBodyAsync(HttpResponseMessage response, HubSubject subject, TimeSpan timeout, CancellationToken cancellationToken) =>
        new(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), subject, timeout);

    private static ResiliencePipeline CreatePipeline(HubOptions options)
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = options.RetryClock };
        if (options.MaxAttempts > 1)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = arguments => new(arguments.Outcome.Exception is TransientHubException error && !IsTooLong(error)),
                MaxRetryAttempts = options.MaxAttempts - 1,
                Delay = RetryDelay,
                MaxDelay = TimeSpan.FromSeconds(30),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                DelayGenerator = arguments => new((arguments.Outcome.Exception as TransientHubException)?.RetryAfter),
            });
        }

        return builder.Build();
    }

    private static bool IsTooLong(TransientHubException error) => error.RetryAfter > MaxRetryAfter;

    private static HubException TooLong(HubSubject subject, int maxBytes) =>
        new(HubError.Unsafe, FormattableString.Invariant($"{subject.Title}: the answer of the server is longer than {maxBytes} bytes, which no such answer is."));

    private static bool IsRedirect(HttpStatusCode status) => (int)status is 301 or 302 or 303 or 307 or 308;

    private async Task<HttpResponseMessage> SendAsync(Uri address, HubSubject subject, long offset, TimeSpan timeout, CancellationToken cancellationToken)
    {
        Uri current = address;
        for (int redirects = 0; redirects <= MaxRedirects; redirects++)
        {
            HttpResponseMessage response = await SendOnceAsync(current, subject, offset, timeout, cancellationToken).ConfigureAwait(false);
            try
            {
                if (IsRedirect(response.StatusCode))
                {
                    current = HubRedirect.Follow(current, response.Headers.Location, subject);
                }
                else if (response.IsSuccessStatusCode || (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable && offset > 0))
                {
                    HttpResponseMessage accepted = response;
                    response = null!;
                    return accepted;
                }
                else
                {
                    throw HubFailures.Of(response, subject, _options, isHub: IsHub(current));
                }
            }
            finally
            {
                response?.Dispose();
            }
        }

        throw new HubException(HubError.Unsafe, $"{subject.Title}: the server redirects more than {MaxRedirects} times.");
    }

    private async Task<HttpResponseMessage> SendOnceAsync(Uri address, HubSubject subject, long offset, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.UserAgent.Add(UserAgent);
        request.Headers.AcceptEncoding.Add(new("identity"));
        if (_options.Token is string token && IsHub(address) && IsPrivate(address))
        {
            request.Headers.Authorization = new("Bearer", token);
        }

        if (offset > 0)
        {
            request.Headers.Range = new(offset, null);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TransientHubException(FormattableString.Invariant($"{subject.Title}: {address.Host} does not answer within {timeout.TotalSeconds:0.###} seconds"), innerException: e);
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.SecureConnectionError)
        {
            throw new HubException(HubError.Unavailable, $"{subject.Title}: no secure connection to {address.Host}. {e.InnerException?.Message ?? e.Message}", e);
        }
        catch (HttpRequestException e)
        {
            throw new TransientHubException($"{subject.Title}: the connection to {address.Host} fails: {e.InnerException?.Message ?? e.Message}", innerException: e);
        }
    }

    private bool IsHub(Uri address) =>
        Uri.Compare(address, _options.Endpoint, UriComponents.SchemeAndServer, UriFormat.Unescaped, StringComparison.OrdinalIgnoreCase) == 0;

    // Without encryption everybody on the way would read the token.
    private static bool IsPrivate(Uri address) => address.Scheme == Uri.UriSchemeHttps || address.IsLoopback;
}
