namespace Nudging.ModelBuilder.Hub;

/// <summary>The files of a model that are needed. Immutable.</summary>
public sealed record HubDownloadPlan
{
    /// <summary>Gets the model.</summary>
    public required HubModel Model { get; init; }

    /// <summary>Gets the form of the files.</summary>
    public required HubModelForm Form { get; init; }

    /// <summary>Gets the folder within the repository that holds genai_config.json.</summary>
    /// <value>Default empty: the root.</value>
    public string Folder { get; init; } = string.Empty;

    /// <summary>Gets the files.</summary>
    public required IReadOnlyList<HubFile> Files { get; init; }

    /// <summary>Gets the size of the files in bytes.</summary>
    public long Size => Files.Sum(file => file.Size);

    /// <summary>Gets the bytes that are not in the cache yet.</summary>
    public required long BytesToDownload { get; init; }
}
