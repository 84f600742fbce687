#pragma warning disable CA5350 // git names content by SHA-1.

using System.Security.Cryptography;
using System.Text;

namespace Nudging.TestSupport.Hub;

/// <summary>A repository of a <see cref="HubServer"/>.</summary>
/// <param name="name">The name: owner/name, or name.</param>
public sealed class HubRepository(string name)
{
    private readonly SortedDictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    public string Name { get; } = name;

    /// <summary>Gets the files by their paths.</summary>
    public IReadOnlyDictionary<string, byte[]> Files => _files;

    /// <summary>Gets the commit: a hash of all paths and contents.</summary>
    public string Commit => Hex(SHA1.HashData(Encoding.UTF8.GetBytes(string.Join('\n', _files.Select(file => $"{file.Key} {BlobName(file.Value)}")))));

    /// <summary>Gets or sets a value indicating whether the files need a token.</summary>
    public bool IsGated { get; set; }

    /// <summary>Gets or sets a value indicating whether nothing is told without a token.</summary>
    public bool IsPrivate { get; set; }

    public string License { get; set; } = "apache-2.0";

    /// <summary>Gets the branches and tags.</summary>
    public ISet<string> Revisions { get; } = new HashSet<string> { "main" };

    /// <summary>Gets or sets the size from which files lie in the storage.</summary>
    public int LargeFrom { get; set; } = 10_000;

    /// <summary>Gets or sets a change of the description, which is JSON.</summary>
    public Func<string, string> ChangeDescription { get; set; } = json => json;

    public HubRepository Add(string path, byte[] content)
    {
        _files[path] = content;
        return this;
    }

    public HubRepository Add(string path, string content) => Add(path, Encoding.UTF8.GetBytes(content));

    /// <summary>Adds all files of a folder.</summary>
    public HubRepository AddFolder(string folder)
    {
        foreach (string path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            Add(Path.GetRelativePath(folder, path).Replace('\\', '/'), File.ReadAllBytes(path));
        }

        return this;
    }

    /// <summary>Gets the name under which the hub's own clients store a file.</summary>
    public string BlobName(byte[] content) => IsLarge(content)
        ? Hex(SHA256.HashData(content))
        : Hex(SHA1.HashData([.. Encoding.ASCII.GetBytes(FormattableString.Invariant($"blob {content.Length}\0")), .. content]));

    public bool IsLarge(byte[] content) => content.Length >= LargeFrom;

    private static string Hex(byte[] hash) => Convert.ToHexString(hash).ToLowerInvariant();
}
