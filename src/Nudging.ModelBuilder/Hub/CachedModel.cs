namespace Nudging.ModelBuilder.Hub;

/// <summary>Describes a model as far as the cache knows the model.</summary>
internal static class CachedModel
{
    /// <summary>Describes a snapshot that is in the cache whole.</summary>
    /// <returns>The model; <see langword="null"/> where the cache has no such model.</returns>
    public static HubModel? Find(string cacheFolder, string repository, string revision)
    {
        if (HubCache.FindSnapshotIn(cacheFolder, repository, revision) is not string folder)
        {
            return null;
        }

        return new HubModel
        {
            Repository = repository,
            Revision = revision,
            Commit = Path.GetFileName(folder),
            Files =
            [
                .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                    .Select(path => (Path: Path.GetRelativePath(folder, path).Replace('\\', '/'), Size: CachedFile.SizeOf(path)))
                    .Where(file => file.Size is not null)
                    .OrderBy(file => file.Path, StringComparer.Ordinal)
                    .Select(file => new HubFile { Path = file.Path, Size = file.Size!.Value }),
            ],
        };
    }
}
