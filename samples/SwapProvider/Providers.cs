using DemoPair;
using Microsoft.SemanticKernel;

namespace SwapProvider;

/// <summary>Registers a provider: the one line in which a program over OpenAI and one over a nudging pair differ.</summary>
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
        : throw new InvalidOperationException($"OpenAI needs a key in the environment variable {OpenAIKey}, or --endpoint, a server that needs none.");
}
