namespace Nudging.TestSupport;

/// <summary>Two small models with random weights that write ASCII, for tests of programs that load a pair from two folders.</summary>
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

    /// <summary>Gets the command-line arguments that name both folders.</summary>
    public IReadOnlyList<string> Arguments => ["--base", Folder["base"], "--aligned", Folder["aligned"]];

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
