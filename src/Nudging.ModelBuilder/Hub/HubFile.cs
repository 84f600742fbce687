namespace Nudging.ModelBuilder.Hub;

/// <summary>A file of a model on the hub. Immutable.</summary>
public sealed record HubFile
{
    /// <summary>Gets the path within the repository, with '/' between folders.</summary>
    public required string Path { get; init; }

    /// <summary>Gets the size in bytes.</summary>
    public required long Size { get; init; }

    /// <summary>Gets the SHA-256 of a large file, in lower-case hexadecimal digits.</summary>
    /// <value>Default <see langword="null"/>: a small file, which has <see cref="BlobId"/>.</value>
    public string? Sha256 { get; init; }

    /// <summary>Gets the git blob id of a small file, in lower-case hexadecimal digits.</summary>
    /// <value>Default <see langword="null"/>: not known.</value>
    public string? BlobId { get; init; }

    /// <summary>Gets the name in the cache's folder blobs, which is the hash that is verified.</summary>
    internal string? BlobName => Sha256 ?? BlobId;
}
