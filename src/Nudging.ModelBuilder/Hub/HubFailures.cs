using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Nudging.ModelBuilder.Hub;

/// <summary>Turns error answers into exceptions that say what can be done.</summary>
internal static partial class HubFailures
{
    /// <summary>Gets the exception for an error answer.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="subject">What the request was about.</param>
    /// <param name="options">The options.</param>
    /// <param name="isHub">Whether the answer is of the hub; otherwise of a storage server that the hub redirects to.</param>
    public static Exception Of(HttpResponseMessage response, HubSubject subject, HubOptions options, bool isHub)
    {
        HttpStatusCode status = response.StatusCode;
        int code = (int)status;
        string host = response.RequestMessage?.RequestUri?.Host ?? options.Endpoint.Host;
        if (status == HttpStatusCode.TooManyRequests || status == HttpStatusCode.RequestTimeout || code >= 500)
        {
            return new TransientHubException(FormattableString.Invariant($"{subject.Title}: {host} answers {code} {Reason(status)}"), RetryAfterOf(response));
        }

        if (!isHub)
        {
            // The links to storage expire; the next attempt asks the hub for another link.
            return new TransientHubException(FormattableString.Invariant($"{subject.Title}: the storage server {host} answers {code} {Reason(status)}"));
        }

        string page = $"{options.Endpoint.AbsoluteUri.TrimEnd('/')}/{subject.Repository}";
        string token = $"set the environment variable HF_TOKEN to an access token of your account, or write the token into the file '{options.TokenPath}'";
        string? error = Header(response, "X-Error-Code");
        string? said = Header(response, "X-Error-Message");
        return error switch
        {
            "GatedRepo" => new HubException(HubError.Gated, options.Token is null
                ? $"{subject.Repository} is a gated model. Accept its terms at {page}, then {token}."
                : $"{subject.Repository} is a gated model, and the account of your token has no access. Accept the terms at {page} with the account of the token; some authors answer requests by hand."),
            "RevisionNotFound" => new HubException(HubError.RevisionNotFound, $"{subject.Repository} has no revision '{HubNames.Show(subject.Revision)}'. The branches, tags and commits are listed at {page}/commits."),
            "EntryNotFound" => new HubException(HubError.FileNotFound, $"{subject.Repository} has no file '{HubNames.Show(subject.Path ?? string.Empty)}' at revision '{HubNames.Show(subject.Revision)}'. The files are listed at {page}/tree/{subject.Revision}."),
            _ when status == HttpStatusCode.Unauthorized && options.Token is not null && (error is null || said?.StartsWith("Invalid", StringComparison.Ordinal) == true) =>
                new HubException(HubError.TokenRefused, $"{options.Endpoint.Host} refuses the token for {subject.Repository}: the token is wrong or expired. To use another, {token}; without a token, public models can be downloaded."),
            "RepoNotFound" => NotFound(),
            _ when status is HttpStatusCode.Unauthorized or HttpStatusCode.NotFound => NotFound(),
            _ when status == HttpStatusCode.Forbidden => new HubException(HubError.Gated, $"{options.Endpoint.Host} forbids access to {subject.Repository}.{Quote(said, options)} See {page}; the token must have the right to read the model."),
            _ => new HubException(HubError.Other, FormattableString.Invariant($"{subject.Title}: {host} answers {code} {Reason(status)}.{Quote(said, options)}")),
        };

        HubException NotFound() => new(HubError.RepositoryNotFound, options.Token is null
            ? $"There is no public model {subject.Repository} at {options.Endpoint.Host}. Check the name at {page}; for a private model, {token}."
            : $"There is no model {subject.Repository} at {options.Endpoint.Host} that the token gives access to. Check the name at {page}; a private model needs a token of an account that may read the model.");
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out IEnumerable<string>? values) ? values.First() : null;

    // Spells status names as words, since the reason phrase is text of the server.
    private static string Reason(HttpStatusCode status) => $"({UpperCase().Replace(status.ToString(), " ").Trim()})";

    private static string Quote(string? text, HubOptions options) => string.IsNullOrWhiteSpace(text) ? string.Empty
        : $" The server says: {HubNames.Show(options.Token is string token ? text.Replace(token, "…", StringComparison.Ordinal) : text)}";

    private static TimeSpan? RetryAfterOf(HttpResponseMessage response)
    {
        TimeSpan? wait = response.Headers.RetryAfter switch
        {
            { Delta: TimeSpan delta } => delta,
            { Date: DateTimeOffset date } => date - (response.Headers.Date ?? DateTimeOffset.UtcNow),
            _ => null,
        };
        wait ??= Header(response, "RateLimit") is string limit && RateLimit().Match(limit) is { Success: true } match
            && int.TryParse(match.Groups[1].Value, CultureInfo.InvariantCulture, out int seconds) ? TimeSpan.FromSeconds(seconds) : null;
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait;
    }

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex UpperCase();

    // "api";r=0;t=55 : no requests remain for 55 seconds.
    [GeneratedRegex(@"\br=0;t=([0-9]{1,6})\b")]
    private static partial Regex RateLimit();
}
