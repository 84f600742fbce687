namespace Nudging.ModelBuilder.Conversion;

/// <summary>The name and the revision of a checkpoint, as its path states them.</summary>
/// <param name="Name">The name of the repository, or of the folder.</param>
/// <param name="Revision">The commit; <see langword="null"/> outside the cache of the Hugging Face hub.</param>
internal readonly record struct SourceName(string Name, string? Revision)
{
    private const string RepositoryPrefix = "models--";

    /// <summary>Gets the name without the owner.</summary>
    public string FolderName => Name[(Name.LastIndexOf('/') + 1)..];

    /// <summary>Reads a path: <c>models--OWNER--NAME/snapshots/COMMIT</c> in the cache of the hub, or any other folder.</summary>
    /// <param name="path">The path, relative or full.</param>
    public static SourceName Of(string path)
    {
        string folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        string name = Path.GetFileName(folder);
        string? snapshots = Path.GetDirectoryName(folder);
        string repository = Path.GetFileName(Path.GetDirectoryName(snapshots)) ?? string.Empty;
        return Path.GetFileName(snapshots) == "snapshots" && repository.StartsWith(RepositoryPrefix, StringComparison.Ordinal)
            ? new(repository[RepositoryPrefix.Length..].Replace("--", "/", StringComparison.Ordinal), name)
            : new(name, null);
    }
}
