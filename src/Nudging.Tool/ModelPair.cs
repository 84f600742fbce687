using Nudging.OnnxRuntime;

namespace Nudging.Tool;

/// <summary>The two models of a pair, loaded with the same options.</summary>
/// <param name="Base">The base model.</param>
/// <param name="Aligned">The aligned model.</param>
internal sealed record ModelPair(OnnxLanguageModel Base, OnnxLanguageModel Aligned) : IDisposable
{
    /// <summary>Loads both models.</summary>
    /// <exception cref="ModelLoadException">A folder cannot be loaded; the message says why.</exception>
    public static ModelPair Load(string baseModelPath, string alignedModelPath, OnnxModelOptions options)
    {
        OnnxLanguageModel baseModel = OnnxLanguageModel.Load(baseModelPath, options);
        try
        {
            return new(baseModel, OnnxLanguageModel.Load(alignedModelPath, options));
        }
        catch
        {
            baseModel.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Aligned.Dispose();
        Base.Dispose();
    }
}
