using Nudging.Chat;
using Nudging.OnnxRuntime;

namespace Nudging.Tool.Soak;

/// <summary>A pair with a chat client, as an application has it.</summary>
internal sealed class SoakPair : IAsyncDisposable
{
    private readonly ModelPair _models;
    private readonly NudgingPair _pair;

    private SoakPair(ModelPair models, SoakArguments arguments, int queue)
    {
        _models = models;
        _pair = new(models.Base, models.Aligned, new() { MaxQueuedRequests = queue });
        Client = new(_pair, new() { Generation = { MaxOutputTokens = arguments.MaxTokens } });
    }

    public NudgingChatClient Client { get; }

    /// <summary>Gets the size of the caches of both models, in bytes.</summary>
    public long CacheBytes => _models.Base.Statistics.CacheBytes + _models.Aligned.Statistics.CacheBytes;

    /// <summary>Gets a number of words that exceeds both contexts.</summary>
    public int WordsBeyondContext => Math.Max(_models.Base.Info.ContextLength, _models.Aligned.Info.ContextLength);

    public static SoakPair Load(SoakArguments arguments, int slots, int queue)
    {
        OnnxModelOptions options = new() { ExecutionProvider = arguments.Provider, MaxConcurrentRequests = slots };
        ModelPair models = ModelPair.Load(arguments.BaseModelPath, arguments.AlignedModelPath, options);
        try
        {
            return new(models, arguments, queue);
        }
        catch
        {
            models.Dispose();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _pair.DisposeAsync();
}
