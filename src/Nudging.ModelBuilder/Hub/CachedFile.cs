namespace Nudging.ModelBuilder.Hub;

/// <summary>Looks at files that may be links. <see cref="File.Exists"/> holds links without a target for files.</summary>
internal static class CachedFile
{
    /// <summary>Tells whether a file is there with its content.</summary>
    public static bool Exists(string path) => SizeOf(path) is not null;

    /// <summary>Gets the size of a file, or of the file that a link leads to.</summary>
    /// <returns>The size in bytes; <see langword="null"/> where there is no file.</returns>
    public static long? SizeOf(string path)
    {
        try
        {
            var file = new FileInfo(path);
            FileSystemInfo? target = file.Exists && file.LinkTarget is not null ? file.ResolveLinkTarget(returnFinalTarget: true) : file;
            return target is FileInfo { Exists: true } found ? found.Length : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
