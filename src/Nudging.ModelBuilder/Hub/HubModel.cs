namespace Nudging.ModelBuilder.Hub;

/// <summary>A model on the hub at one commit. Immutable.</summary>
public sealed record HubModel
{
    /// <summary>Gets the name: <c>owner/name</c>, or <c>name</c> of an old repository.</summary>
    public required string Repository { get; init; }

    /// <summary>Gets the branch, tag or commit that was asked for.</summary>
    public required string Revision { get; init; }

    /// <summary>Gets the commit of <see cref="Revision"/>, as 40 hexadecimal digits.</summary>
    public required string Commit { get; init; }

    /// <summary>Gets the licence that the model's card states, such as "apache-2.0".</summary>
    /// <value>Default <see langword="null"/>: the card states none.</value>
    public string? License { get; init; }

    /// <summary>Gets a value indicating whether the terms have to be accepted on the model's page before files can be downloaded.</summary>
    /// <value>Default <see langword="false"/>.</value>
    public bool IsGated { get; init; }

    /// <summary>Gets the files of the repository, sorted by path.</summary>
    public required IReadOnlyList<HubFile> Files { get; init; }

    /// <summary>Gets the numbers of parameters by the type name of safetensors, such as BF16, where the hub tells the numbers.</summary>
    internal IReadOnlyDictionary<string, long> Parameters { get; init; } = new Dictionary<string, long>();

    internal HubFile? Find(string path) => Files.FirstOrDefault(file => file.Path == path);
}
