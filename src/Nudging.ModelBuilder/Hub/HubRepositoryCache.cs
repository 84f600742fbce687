namespace Nudging.ModelBuilder.Hub;

/// <summary>
/// The cache of one repository in the layout of the hub's own clients: <c>blobs/HASH</c> holds the content of files,
/// <c>snapshots/COMMIT/PATH</c> links to the content, <c>refs/REVISION</c> holds the commit of a branch or tag.
/// Thread safe.
/// </summary>
/// <param name="cacheFolder">The folder of the cache.</param>
/// <param name="repository">The name of the repository.</param>
internal sealed class HubRepositoryCache(string cacheFolder, string repository)
{
    private readonly string _name = "models--" + repository.Replace("/", "--", StringComparison.Ordinal);

    public string Folder => Path.Combine(cacheFolder, _name);

    public string BlobPath(string blobName) => Path.Combine(Folder, "blobs", blobName);

    public string IncompletePath(string blobName) => BlobPath(blobName) + ".incomplete";

    public string LockPath(string blobName) => Path.Combine(cacheFolder, ".locks", _name, blobName + ".lock");

    public string SnapshotFolder(string commit) => Path.Combine(Folder, "snapshots", commit);

    public string SnapshotPath(string commit, string path) => Path.Combine([SnapshotFolder(commit), .. path.Split('/')]);

    /// <summary>Finds the commit of a revision.</summary>
    /// <returns>The commit; <see langword="null"/> where the cache does not know the revision.</returns>
    public string? FindCommit(string revision)
    {
        if (HubNames.IsCommit(revision))
        {
            return revision;
        }

        string path = Path.Combine([Folder, "refs", .. revision.Split('/')]);
        if (!File.Exists(path) || new FileInfo(path).Length > 100)
        {
            return null;
        }

        string commit = File.ReadAllText(path).Trim();
        return HubNames.IsCommit(commit) ? commit : null;
    }

    /// <summary>Stores the commit of a revision, atomically.</summary>
    public void WriteCommit(string revision, string commit)
    {
        if (revision == commit || FindCommit(revision) == commit)
        {
            return;
        }

        string path = Path.Combine([Folder, "refs", .. revision.Split('/')]);
        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(temporary, commit);
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Tells whether a file of a commit is there with its whole content.</summary>
    public bool Has(string commit, HubFile file) => CachedFile.SizeOf(SnapshotPath(commit, file.Path)) == file.Size;

    /// <summary>Tells whether the content of a file is there whole.</summary>
    public bool HasBlob(HubFile file) => file.BlobName is string name && CachedFile.SizeOf(BlobPath(name)) == file.Size;

    /// <summary>Gets the number of bytes of a file that an earlier transfer has brought.</summary>
    public long IncompleteBytesOf(HubFile file) =>
        file.BlobName is string name && new FileInfo(IncompletePath(name)) is { Exists: true } info && info.Length <= file.Size ? info.Length : 0;

    /// <summary>Puts content into a snapshot: as a relative link, or where links are not allowed, by moving new content or copying older content.</summary>
    public void AddToSnapshot(string commit, HubFile file, bool isNew, bool links)
    {
        string blob = BlobPath(file.BlobName!);
        string path = SnapshotPath(commit, file.Path);
        string folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        File.Delete(path);
        if (links)
        {
            try
            {
                File.CreateSymbolicLink(path, Path.GetRelativePath(folder, blob));
                return;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                if (Has(commit, file))
                {
                    return;
                }
            }
        }

        if (isNew)
        {
            File.Move(blob, path, overwrite: true);
            return;
        }

        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        File.Copy(blob, temporary);
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Notes that a commit lacks a file.</summary>
    public void MarkMissing(string commit, string path)
    {
        string marker = Path.Combine([Folder, ".no_exist", commit, .. path.Split('/')]);
        Directory.CreateDirectory(Path.GetDirectoryName(marker)!);
        File.WriteAllBytes(marker, []);
    }
}
