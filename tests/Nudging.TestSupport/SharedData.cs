namespace Nudging.TestSupport;

/// <summary>Finds the reference data in <c>shared/data</c> beside a checkout. A public clone has none.</summary>
public static class SharedData
{
    /// <summary>Finds a file or folder.</summary>
    /// <param name="path">The segments of the path below <c>shared/data</c>.</param>
    /// <returns>The full path, or <see langword="null"/> where it is absent.</returns>
    public static string? Find(params string[] path)
    {
        string relative = Path.Combine(["shared", "data", .. path]);
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, relative);
            if (Path.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }

    /// <summary>Finds a file or folder; the test is skipped where it is absent.</summary>
    /// <param name="path">The segments of the path below <c>shared/data</c>.</param>
    /// <returns>The full path.</returns>
    public static string Require(params string[] path)
    {
        string? found = Find(path);
        Assert.SkipUnless(found is not null, $"shared/data/{string.Join('/', path)} is missing beside the checkout.");
        return found!;
    }
}
