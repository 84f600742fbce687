using Nudging.Chat;
using Nudging.OnnxRuntime;

namespace SemanticKernel.Connectors.Nudging;

/// <summary>Loads the two model folders of a pair.</summary>
internal static class NudgingPairLoader
{
    /// <summary>Loads both models.</summary>
    /// <param name="baseModelPath">The folder of the base model.</param>
    /// <param name="alignedModelPath">The folder of the aligned model.</param>
    /// <param name="options">How to run them.</param>
    /// <returns>The pair; whoever asked disposes it.</returns>
    public static NudgingPair Load(string baseModelPath, string alignedModelPath, NudgingServiceOptions options)
    {
        OnnxLanguageModel baseModel = OnnxLanguageModel.Load(baseModelPath, options.BaseModel);
        try
        {
            return new NudgingPair(baseModel, OnnxLanguageModel.Load(alignedModelPath, options.AlignedModel), options.Pair);
        }
        catch
        {
            baseModel.Dispose();
            throw;
        }
    }
}
