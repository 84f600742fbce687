namespace Nudging.ModelBuilder.Conversion;

/// <summary>Checks that a disk has room for the files of a conversion.</summary>
internal static class DiskSpace
{
    // Room for the tokenizer files and for what the file system adds.
    private const long Reserve = 64 << 20;

    /// <summary>Refuses a conversion that the disk has no room for.</summary>
    /// <param name="folder">The folder of the files; the folder or one of its parents must exist.</param>
    /// <param name="needed">The number of bytes of the files.</param>
    /// <param name="measure">Gets the number of free bytes of the disk of a folder; <see langword="null"/> where the number is not known.</param>
    /// <exception cref="ModelConversionException">The disk has too little room.</exception>
    public static void Check(string folder, long needed, Func<string, long?> measure)
    {
        if (measure(folder) is long free && free < needed + Reserve)
        {
            throw new ModelConversionException(
                $"The disk of '{folder}' has {ByteCount.Format(free)} free and the conversion needs {ByteCount.Format(needed + Reserve)}; free some space, choose a folder on another disk, or choose a precision with fewer bits.");
        }
    }

    /// <summary>Gets the number of free bytes of the disk of a folder; <see langword="null"/> where the number is not known.</summary>
    public static long? FreeBytes(string folder)
    {
        try
        {
            // A Unix path finds the file system that is mounted nearest above it; Windows wants a drive.
            return new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(folder)! : folder).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
