namespace Nudging.Tests;

/// <summary>Finds the recorded data that lies beside the checkout, if it is there.</summary>
internal static class RecordedData
{
    /// <summary>The path of a file under shared/data; the test is skipped where it is absent.</summary>
    public static string Path(params string[] path)
    {
        string? found = null;
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null && found is null; folder = folder.Parent)
        {
            string candidate = System.IO.Path.Combine([folder.FullName, "shared", "data", .. path]);
            found = File.Exists(candidate) ? candidate : null;
        }

        Assert.SkipUnless(found is not null, $"There is no shared/data/{string.Join('/', path)} beside the checkout.");
        return found!;
    }
}
