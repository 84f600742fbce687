namespace Nudging.ModelBuilder.Hub;

/// <summary>Finds downloaded models in the cache that all clients of the hub share.</summary>
internal static class HubCache
{
    /// <summary>Finds the folder of a model that is in the cache whole. No request is sent.</summary>
    /// <param name="repository">The name: <c>owner/name</c>, or <c>name</c> of an old repository.</param>
    /// <param name="revision">The branch, tag or commit; <see langword="null"/> for main.</param>
    /// <param name="environment">The environment; <see langword="null"/> for that of the process.</param>
    /// <returns>The folder of the snapshot; <see langword="null"/> where the cache has no such model, or not all of its weights.</returns>
    public static string? FindSnapshot(string repository, string? revision = null, HubEnvironment? environment = null) =>
        FindSnapshotIn((environment ?? HubEnvironment.Process).CacheFolder, repository, revision);

    /// <summary>Finds the folder of a model in a cache.</summary>
    public static string? FindSnapshotIn(string cacheFolder, string repository, string? revision)
    {
        if (!HubNames.IsRepository(repository))
        {
            return null;
        }

        var cache = new HubRepositoryCache(cacheFolder, repository);
        return cache.FindCommit(HubNames.CheckRevision(revision)) is string commit && cache.SnapshotFolder(commit) is string folder && SnapshotContent.IsWhole(folder)
            ? folder
            : null;
    }
}
