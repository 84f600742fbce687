using Microsoft.Extensions.AI;
using Nudging.Decoding;
using Nudging.OnnxRuntime;
using Nudging.Prompting;

namespace Nudging.Tool.Bench;

/// <summary>The two models and their prompt formatters.</summary>
internal sealed class BenchPair : IDisposable
{
    private readonly ModelPair _models;
    private readonly PlainTextPromptFormatter _baseFormatter = new();
    private readonly IChatPromptFormatter _alignedFormatter;

    private BenchPair(ModelPair models)
    {
        _models = models;
        _alignedFormatter = ChatPromptFormatters.ForChatTemplate(models.Aligned.Info);
    }

    public OnnxLanguageModel Base => _models.Base;

    public OnnxLanguageModel Aligned => _models.Aligned;

    public static BenchPair Load(string baseModelPath, string alignedModelPath, BenchArguments arguments)
    {
        // One cache a model, so that clearing it is one call.
        OnnxModelOptions options = new() { ExecutionProvider = arguments.Provider, IntraOpThreads = arguments.Threads, MaxConcurrentRequests = 1 };
        ModelPair models = ModelPair.Load(baseModelPath, alignedModelPath, options);
        try
        {
            return new(models);
        }
        catch
        {
            models.Dispose();
            throw;
        }
    }

    public NudgingPrompts PromptsFor(string question)
    {
        ChatMessage[] messages = [new(ChatRole.User, question)];
        return new(_baseFormatter.Format(messages), _alignedFormatter.Format(messages));
    }

    public void Dispose() => _models.Dispose();
}
