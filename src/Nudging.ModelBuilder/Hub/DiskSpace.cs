namespace Nudging.ModelBuilder.Hub;

/// <summary>Tells the free space of disks.</summary>
internal static class DiskSpace
{
    /// <summary>Gets the bytes that the user may still write on the disk of a folder, which need not exist.</summary>
    /// <returns>The bytes; <see langword="null"/> where the system does not tell.</returns>
    public static long? FreeBytesOf(string folder)
    {
        try
        {
            DirectoryInfo? existing = new(folder);
            while (existing is { Exists: false })
            {
                existing = existing.Parent;
            }

            return existing is null ? null : new DriveInfo(existing.FullName).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
