using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace SwapProvider;

/// <summary>Kernel code that does not depend on the provider.</summary>
internal static class Conversation
{
    public static async Task RunAsync(ProviderOptions provider, CancellationToken cancellationToken)
    {
        IKernelBuilder builder = Kernel.CreateBuilder();
        builder.AddProvider(provider);
        builder.Plugins.AddFromType<WeatherPlugin>("Weather");
        Kernel kernel = builder.Build();
        await using var services = (ServiceProvider)kernel.Services;

        await AskByPromptAsync(kernel, cancellationToken);
        await ChatAsync(kernel, cancellationToken);
        await AskWithFunctionsAsync(kernel, cancellationToken);
    }

    private static async Task AskByPromptAsync(Kernel kernel, CancellationToken cancellationToken)
    {
        KernelFunction capitalOf = kernel.CreateFunctionFromPrompt("What is the capital of {{$country}}?");
        Console.WriteLine($"prompt: {await kernel.InvokeAsync(capitalOf, new() { ["country"] = "Peru" }, cancellationToken)}");
    }

    private static async Task ChatAsync(Kernel kernel, CancellationToken cancellationToken)
    {
        IChatCompletionService chat = kernel.GetRequiredService<IChatCompletionService>();
        ChatHistory history = [];
        foreach (string question in (string[])["What is the capital of Peru?", "What is 7 plus 5?"])
        {
            history.AddUserMessage(question);
            Console.Write("chat: ");
            string answer = "";
            await foreach (StreamingChatMessageContent piece in chat.GetStreamingChatMessageContentsAsync(history, kernel: kernel, cancellationToken: cancellationToken))
            {
                Console.Write(piece.Content);
                answer += piece.Content;
            }

            Console.WriteLine();
            history.AddAssistantMessage(answer);
        }
    }

    private static async Task AskWithFunctionsAsync(Kernel kernel, CancellationToken cancellationToken)
    {
        PromptExecutionSettings settings = new() { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() };
        Console.WriteLine($"functions: {await kernel.InvokePromptAsync("What is the temperature in Lima?", new(settings), cancellationToken: cancellationToken)}");
    }
}
