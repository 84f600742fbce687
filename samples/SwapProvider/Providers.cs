using DemoPair;
using Microsoft.SemanticKernel;

namespace SwapProvider;

/// <summary>Registers a provider. A program with OpenAI and a program with a nudging pair differ only in this line.</summary>
internal static class Providers
{
    public const string OpenAI = "openai";
    public const string Nudging = "nudging";

    /// <summary>The environment variable of the key.</summary>
    public const string OpenAIKey = "OPENAI_API_KEY";

    private static readonly Uri OpenAIEndpoint = new("https://api.openai.com/v1");

    public static IKernelBuilder AddProvider(this IKernelBuilder builder, ProviderOptions options) => options.Provider switch
    {
        OpenAI => builder.AddOpenAIChatCompletion(options.Model, options.Endpoint ?? OpenAIEndpoint, KeyFor(options)),
        _ => builder.AddNudgingChatCompletion(DemoPairFiles.BaseModelPath, DemoPairFiles.AlignedModelPath),
    };

    private static string? KeyFor(ProviderOptions options) => !string.IsNullOrEmpty(options.ApiKey) || options.Endpoint is not null
        ? options.ApiKey
        : throw new InvalidOperationException($"OpenAI needs a key in the environment variable {OpenAIKey}, or --endpoint with a server that needs no key.");
}
