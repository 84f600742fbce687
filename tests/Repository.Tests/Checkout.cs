using Nudging.TestSupport;

namespace Repository.Tests;

/// <summary>The files of the checkout that the tests were built in.</summary>
internal sealed class Checkout
{
    // Build outputs and tools' own folders; shared is reference data, which is not part of the repository.
    private static readonly string[] LeftOut = ["bin", "obj", "artifacts", "TestResults", "BenchmarkDotNet.Artifacts", "shared", "__pycache__"];
    private static readonly string[] Dotted = [".ci", ".devcontainer", ".github"];

    private Checkout(string root) => Root = root;

    public string Root { get; }

    public string this[string path] => Path.Combine(Root, path);

    /// <summary>Finds the checkout above the test assembly; the test is skipped where there is none.</summary>
    public static Checkout Require() => new(CheckoutFolder.Require());

    public string Read(string path) => File.ReadAllText(this[path]);

    /// <summary>Lists the files below a folder, as paths from the root with forward slashes.</summary>
    /// <param name="folder">The folder; empty for the whole checkout.</param>
    /// <param name="pattern">The file names.</param>
    public IEnumerable<string> Files(string folder, string pattern) =>
        Folders(folder).Prepend(folder).SelectMany(path => Directory.EnumerateFiles(this[path], pattern)).Select(FromRoot);

    /// <summary>Lists the folders below a folder, at any depth.</summary>
    public IEnumerable<string> Folders(string folder) =>
        Directory.EnumerateDirectories(this[folder])
            .Where(path => IsOurs(Path.GetFileName(path)))
            .Select(FromRoot)
            .SelectMany(path => Folders(path).Prepend(path));

    private static bool IsOurs(string name) => name.StartsWith('.') ? Dotted.Contains(name) : !LeftOut.Contains(name);

    private string FromRoot(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');
}
