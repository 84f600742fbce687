namespace Nudging.ModelBuilder.Conversion;

/// <summary>Checks that a conversion may write to a folder.</summary>
internal static class ConversionTargetFolder
{
    private static readonly StringComparison PathComparison =
        OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    /// <summary>Gets the full path of a folder, with the targets of symbolic links in place of the links.</summary>
    public static string Resolve(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Path.GetDirectoryName(full) is not string parent)
        {
            return full;
        }

        string resolved = Path.Combine(Resolve(parent), Path.GetFileName(full));
        FileSystemInfo? link = new DirectoryInfo(resolved) is { LinkTarget: not null } folder ? folder.ResolveLinkTarget(returnFinalTarget: true) : null;
        return link is null ? resolved : Path.TrimEndingDirectorySeparator(link.FullName);
    }

    /// <summary>Refuses a target that is a file, the source, a part of the source, or a folder that contains the source.</summary>
    /// <param name="source">The resolved path of the checkpoint.</param>
    /// <param name="target">The resolved path of the target.</param>
    /// <exception cref="ModelConversionException">The target is refused.</exception>
    public static void CheckPlace(string source, string target)
    {
        if (IsInside(target, source) || IsInside(source, target))
        {
            throw new ModelConversionException($"The target '{target}' and the source '{source}' must be folders of which neither contains the other.");
        }

        if (File.Exists(target))
        {
            throw new ModelConversionException($"The target '{target}' is a file; it must be a folder that does not exist or is empty.");
        }
    }

    /// <summary>Refuses a target with content that the conversion must not replace.</summary>
    /// <param name="target">The resolved path of the target.</param>
    /// <param name="overwrite">Whether the result of another conversion may be replaced.</param>
    /// <exception cref="ModelConversionException">The target is refused.</exception>
    public static void CheckContent(string target, bool overwrite)
    {
        if (!Directory.Exists(target) || !Directory.EnumerateFileSystemEntries(target).Any())
        {
            return;
        }

        if (ConversionRecord.TryRead(target) is null)
        {
            throw new ModelConversionException($"The target '{target}' exists and has other content; it must be a folder that does not exist or is empty.");
        }

        if (!overwrite)
        {
            throw new ModelConversionException($"The target '{target}' holds the result of another conversion; set {nameof(ModelConverterOptions.Overwrite)} (--overwrite) to replace it, or choose another folder.");
        }
    }

    private static bool IsInside(string path, string folder) =>
        path.Equals(folder, PathComparison) || path.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, PathComparison);
}
