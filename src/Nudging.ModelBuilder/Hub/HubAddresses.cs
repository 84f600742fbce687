namespace Nudging.ModelBuilder.Hub;

/// <summary>The addresses of the hub.</summary>
internal static class HubAddresses
{
    public static Uri DescriptionOf(Uri endpoint, string repository, string revision) =>
        Join(endpoint, $"api/models/{repository}/revision/{Uri.EscapeDataString(revision)}?blobs=true");

    public static Uri FileOf(Uri endpoint, HubModel model, HubFile file) =>
        Join(endpoint, $"{model.Repository}/resolve/{model.Commit}/{string.Join('/', file.Path.Split('/').Select(Uri.EscapeDataString))}");

    private static Uri Join(Uri endpoint, string path) => new($"{endpoint.AbsoluteUri.TrimEnd('/')}/{path}");
}
