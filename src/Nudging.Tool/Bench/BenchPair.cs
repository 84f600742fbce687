using Microsoft.Extensions.AI;
using Nudging.Decoding;
using Nudging.OnnxRuntime;
using Nudging.Prompting;

namespace Nudging.Tool.Bench;

/// <summary>The two models and their prompt formatters.</summary>
internal sealed class BenchPair : IDisposable
{
    private readonly PlainTextPromptFormatter _baseFormatter = new();
    private readonly IChatPromptFormatter _alignedFormatter;

    private BenchPair(OnnxLanguageModel baseModel, OnnxLanguageModel alignedModel)
    {
        Base = baseModel;
        Aligned = alignedModel;
        _alignedFormatter = ChatPromptFormatters.ForChatTemplate(alignedModel.Info);
    }

    public OnnxLanguageModel Base { get; }

    public OnnxLanguageModel Aligned { get; }

    public static BenchPair Load(string baseModelPath, string alignedModelPath, BenchArguments arguments)
    {
        // One cache a model, so that clearing it is one call.
        OnnxModelOptions options = new() { ExecutionProvider = arguments.Provider, IntraOpThreads = arguments.Threads, MaxConcurrentRequests = 1 };
        OnnxLanguageModel? baseModel = null;
        OnnxLanguageModel? alignedModel = null;
        try
        {
            baseModel = OnnxLanguageModel.Load(baseModelPath, options);
            alignedModel = OnnxLanguageModel.Load(alignedModelPath, options);
            return new(baseModel, alignedModel);
        }
        catch
        {
            alignedModel?.Dispose();
            baseModel?.Dispose();
            throw;
        }
    }

    public NudgingPrompts PromptsFor(string question)
    {
        ChatMessage[] messages = [new(ChatRole.User, question)];
        return new(_baseFormatter.Format(messages), _alignedFormatter.Format(messages));
    }

    public void Dispose()
    {
        Aligned.Dispose();
        Base.Dispose();
    }
}
