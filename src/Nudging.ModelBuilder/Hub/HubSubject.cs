namespace Nudging.ModelBuilder.Hub;

/// <summary>What a request is about, for messages.</summary>
/// <param name="Repository">The name of the repository.</param>
/// <param name="Revision">The branch, tag or commit.</param>
/// <param name="Path">The path of a file; <see langword="null"/> for the description of the model.</param>
internal sealed record HubSubject(string Repository, string Revision, string? Path = null)
{
    public string Title => Path is null ? Repository : $"{Repository}/{HubNames.Show(Path)}";
}
