namespace Nudging.TestSupport;

/// <summary>Finds the reference data that lies beside a checkout, in <c>shared/data</c>.</summary>
public static class SharedData
{
    /// <summary>The path of a file or folder in it, or <see langword="null"/> where it is absent.</summary>
    public static string? Find(string relative)
    {
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            string path = Path.Combine(directory.FullName, "shared", "data", relative);
            if (Path.Exists(path))
            {
                return path;
            }
        }

        return null;
    }
}
