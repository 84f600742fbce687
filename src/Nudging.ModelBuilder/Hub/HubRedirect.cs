namespace Nudging.ModelBuilder.Hub;

/// <summary>Decides which redirects are followed.</summary>
internal static class HubRedirect
{
    /// <summary>Gets the address that a redirect leads to.</summary>
    /// <exception cref="HubException">The redirect leaves encryption, or leads nowhere.</exception>
    public static Uri Follow(Uri from, Uri? location, HubSubject subject)
    {
        if (location is null)
        {
            throw Refused(subject, from, "names no address");
        }

        Uri target = location.IsAbsoluteUri ? location : new Uri(from, location);
        if (target.Query.Length == 0 && !location.IsAbsoluteUri)
        {
            // The new address of a renamed repository, which the same request goes to.
            target = new UriBuilder(target) { Query = from.Query }.Uri;
        }

        return target.Scheme != Uri.UriSchemeHttps && target.Scheme != Uri.UriSchemeHttp
            ? throw Refused(subject, from, $"leads to the scheme '{target.Scheme}'; it must be https")
            : target.Scheme == Uri.UriSchemeHttp && from.Scheme == Uri.UriSchemeHttps && !target.IsLoopback
                ? throw Refused(subject, from, $"leads from https to http at {target.Host}; the rest of the transfer would not be encrypted")
                : target;
    }

    private static HubException Refused(HubSubject subject, Uri from, string reason) =>
        new(HubError.Unsafe, $"{subject.Title}: a redirect of {from.Host} {reason}. The redirect is not followed.");
}
