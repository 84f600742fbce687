namespace Nudging.TestSupport;

/// <summary>Two small models with random weights that write ASCII, for programs that are given a pair's folders.</summary>
public abstract class ModelPairFolder : IDisposable
{
    protected ModelPairFolder(string chatTemplate)
    {
        foreach ((string name, int seed) in new[] { ("base", 1), ("aligned", 2) })
        {
            DecoderModelSpec spec = new() { Seed = seed, ChatTemplate = chatTemplate };
            DecoderModel.Write(Folder[name], spec with { LogitBias = TestVocabulary.OnlyAscii(spec.VocabularySize, TestVocabulary.IdOfSpecial(spec, 0), -1) });
        }
    }

    public TemporaryFolder Folder { get; } = new();

    /// <summary>Gets what names them on a command line.</summary>
    public IReadOnlyList<string> Arguments => ["--base", Folder["base"], "--aligned", Folder["aligned"]];

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
