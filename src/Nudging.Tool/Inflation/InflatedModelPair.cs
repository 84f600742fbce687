namespace Nudging.Tool.Inflation;

/// <summary>Inflated copies of a pair of models, in a temporary folder that <see cref="Dispose"/> deletes.</summary>
internal sealed class InflatedModelPair : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nudge-").FullName;

    /// <summary>Initializes a new instance of the <see cref="InflatedModelPair"/> class and writes the copies.</summary>
    /// <param name="baseModel">The folder of the base model.</param>
    /// <param name="alignedModel">The folder of the aligned model.</param>
    /// <param name="wanted">The wanted numbers of parameters.</param>
    public InflatedModelPair(string baseModel, string alignedModel, InflatedSizes wanted)
    {
        try
        {
            Sizes = new(
                ModelInflater.Inflate(baseModel, BaseModelPath, wanted.Base),
                ModelInflater.Inflate(alignedModel, AlignedModelPath, wanted.Aligned));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string BaseModelPath => Path.Combine(_folder, "base");

    public string AlignedModelPath => Path.Combine(_folder, "aligned");

    /// <summary>Gets the numbers of parameters of the copies.</summary>
    public InflatedSizes Sizes { get; }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
