namespace Nudging.Tool.Inflation;

/// <summary>The twins of a pair's models, in a temporary folder that is deleted at the end.</summary>
internal sealed class InflatedPair : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("nudge-").FullName;

    public InflatedPair(string baseModel, string alignedModel, InflatedSizes wanted)
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

    /// <summary>Gets how many parameters the twins have.</summary>
    public InflatedSizes Sizes { get; }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
