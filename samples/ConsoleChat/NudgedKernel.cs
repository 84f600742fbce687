using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Nudging.Chat;
using Nudging.Models;
using Nudging.Prompting;

namespace ConsoleChat;

/// <summary>A kernel with a nudging pair, and each model of the pair alone.</summary>
internal sealed class NudgedKernel : IAsyncDisposable
{
    private readonly Kernel _kernel;

    private NudgedKernel(Kernel kernel) => _kernel = kernel;

    /// <summary>The pair, as a chat completion service.</summary>
    public IChatCompletionService ChatCompletion => _kernel.GetRequiredService<IChatCompletionService>();

    /// <summary>The pair, as a chat client.</summary>
    public IChatClient Nudged => _kernel.GetRequiredService<IChatClient>();

    /// <summary>The base model alone, with greedy decoding of its own prompt.</summary>
    public IChatClient BaseAlone => new LanguageModelChatClient(Pair.BaseModel, new PlainTextPromptFormatter());

    /// <summary>The aligned model alone, with greedy decoding of its own prompt.</summary>
    public IChatClient AlignedAlone
    {
        get
        {
            ILanguageModel aligned = Pair.AlignedModel;
            return new LanguageModelChatClient(aligned, ChatPromptFormatters.ForChatTemplate(aligned.Info));
        }
    }

    private NudgingPair Pair => _kernel.GetRequiredService<NudgingPair>();

    public static NudgedKernel Create(Arguments arguments)
    {
        IKernelBuilder builder = Kernel.CreateBuilder();
        builder.AddNudgingChatCompletion(
            arguments.BaseModelPath,
            arguments.AlignedModelPath,
            options =>
            {
                options.Threshold = arguments.Threshold ?? options.Threshold;
                options.MaxOutputTokens = arguments.MaxTokens ?? options.MaxOutputTokens;
            },
            configureService: service =>
            {
                service.BaseModel.ExecutionProvider = arguments.Provider;
                service.AlignedModel.ExecutionProvider = arguments.Provider;
            });
        return new NudgedKernel(builder.Build());
    }

    /// <summary>Disposes the services of the kernel, including the models.</summary>
    public ValueTask DisposeAsync() => ((ServiceProvider)_kernel.Services).DisposeAsync();
}
