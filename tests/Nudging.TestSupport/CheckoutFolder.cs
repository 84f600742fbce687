namespace Nudging.TestSupport;

/// <summary>Finds the checkout that the tests were built in.</summary>
public static class CheckoutFolder
{
    private const string Solution = "SemanticKernel.Connectors.Nudging.slnx";

    /// <summary>Finds a file or folder of the checkout; the test is skipped where no checkout is above the test assembly.</summary>
    /// <param name="path">The segments of the path; none for the root.</param>
    /// <returns>The full path.</returns>
    public static string Require(params string[] path)
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, Solution)))
        {
            folder = folder.Parent;
        }

        Assert.SkipWhen(folder is null, $"No folder above the test assembly has {Solution}.");
        return Path.Combine([folder!.FullName, .. path]);
    }
}
