namespace Nudging.ModelBuilder.Hub;

/// <summary>How far a download is. Immutable.</summary>
public sealed record HubProgress
{
    /// <summary>Gets the file that the report is about.</summary>
    public required HubFile File { get; init; }

    /// <summary>Gets the bytes of <see cref="File"/> that are there.</summary>
    public required long FileBytes { get; init; }

    /// <summary>Gets the bytes of all files that are there.</summary>
    public required long Bytes { get; init; }

    /// <summary>Gets the size of all files in bytes.</summary>
    public required long Size { get; init; }
}
