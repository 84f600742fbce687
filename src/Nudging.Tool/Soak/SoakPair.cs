using Nudging.Chat;
using Nudging.OnnxRuntime;

namespace Nudging.Tool.Soak;

/// <summary>A pair with a chat client, as an application has it.</summary>
internal sealed class SoakPair : IAsyncDisposable
{
    private readonly OnnxLanguageModel _base;
    private readonly OnnxLanguageModel _aligned;
    private readonly NudgingPair _pair;

    private SoakPair(OnnxLanguageModel baseModel, OnnxLanguageModel alignedModel, SoakArguments arguments, int queue)
    {
        _base = baseModel;
        _aligned = alignedModel;
        _pair = new(baseModel, alignedModel, new() { MaxQueuedRequests = queue });
        Client = new(_pair, new() { Generation = { MaxOutputTokens = arguments.MaxTokens } });
    }

    public NudgingChatClient Client { get; }

    /// <summary>Gets the size of the caches of both models, in bytes.</summary>
    public long CacheBytes => _base.Statistics.CacheBytes + _aligned.Statistics.CacheBytes;

    /// <summary>Gets a number of words that exceeds both contexts.</summary>
    public int WordsBeyondContext => Math.Max(_base.Info.ContextLength, _aligned.Info.ContextLength);

    public static SoakPair Load(SoakArguments arguments, int slots, int queue)
    {
        OnnxModelOptions options = new() { ExecutionProvider = arguments.Provider, MaxConcurrentRequests = slots };
        OnnxLanguageModel? baseModel = null;
        OnnxLanguageModel? alignedModel = null;
        try
        {
            baseModel = OnnxLanguageModel.Load(arguments.BaseModelPath, options);
            alignedModel = OnnxLanguageModel.Load(arguments.AlignedModelPath, options);
            return new(baseModel, alignedModel, arguments, queue);
        }
        catch
        {
            alignedModel?.Dispose();
            baseModel?.Dispose();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _pair.DisposeAsync();
}
