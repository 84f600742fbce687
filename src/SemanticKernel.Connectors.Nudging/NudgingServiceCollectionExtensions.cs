using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.TextGeneration;
using Nudging.Chat;
using SemanticKernel.Connectors.Nudging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds nudging services to a service collection.</summary>
/// <remarks>
/// Each method registers singletons of <see cref="IChatCompletionService"/>, <see cref="ITextGenerationService"/>,
/// <see cref="IChatClient"/> and <see cref="NudgingPair"/>, keyed by the service id where one is given.
/// </remarks>
public static class NudgingServiceCollectionExtensions
{
    /// <summary>Adds nudging services over two onnxruntime-genai model folders.</summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="baseModelPath">The folder of the large model without alignment.</param>
    /// <param name="alignedModelPath">The folder of the small aligned model.</param>
    /// <param name="configure">Changes the settings; called once, now. <see langword="null"/> for the defaults.</param>
    /// <param name="serviceId">The key of the services; <see langword="null"/> for none.</param>
    /// <returns>The same services.</returns>
    /// <remarks>The models are loaded when a service is first asked for, and disposed with the container.</remarks>
    /// <exception cref="ArgumentException">A path is blank.</exception>
    public static IServiceCollection AddNudgingChatCompletion(
        this IServiceCollection services,
        string baseModelPath,
        string alignedModelPath,
        Action<NudgingServiceOptions>? configure = null,
        string? serviceId = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(baseModelPath);
        ArgumentException.ThrowIfNullOrWhiteSpace(alignedModelPath);

        NudgingServiceOptions options = Configure(configure);
        services.AddKeyedSingleton(serviceId, (_, _) => NudgingPairLoader.Load(baseModelPath, alignedModelPath, options));
        return AddServices(services, options, serviceId);
    }

    /// <summary>Adds nudging services over a pair that the container creates and disposes.</summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="createPair">Creates the pair when a service is first asked for.</param>
    /// <param name="configure">Changes the settings; called once, now. <see langword="null"/> for the defaults.</param>
    /// <param name="serviceId">The key of the services; <see langword="null"/> for none.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddNudgingChatCompletion(
        this IServiceCollection services,
        Func<IServiceProvider, NudgingPair> createPair,
        Action<NudgingServiceOptions>? configure = null,
        string? serviceId = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(createPair);

        services.AddKeyedSingleton(serviceId, (provider, _) => createPair(provider));
        return AddServices(services, Configure(configure), serviceId);
    }

    /// <summary>Adds nudging services over a pair that the caller disposes.</summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="pair">The pair.</param>
    /// <param name="configure">Changes the settings; called once, now. <see langword="null"/> for the defaults.</param>
    /// <param name="serviceId">The key of the services; <see langword="null"/> for none.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddNudgingChatCompletion(
        this IServiceCollection services,
        NudgingPair pair,
        Action<NudgingServiceOptions>? configure = null,
        string? serviceId = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(pair);

        services.AddKeyedSingleton(serviceId, pair);
        return AddServices(services, Configure(configure), serviceId);
    }

    private static NudgingServiceOptions Configure(Action<NudgingServiceOptions>? configure)
    {
        var options = new NudgingServiceOptions();
        configure?.Invoke(options);
        return options;
    }

    // All three, since a kernel looks for them in this order and would pass over a chat client that stands alone. The
    // pair is a service of its own because the chat completion service is not disposable.
    private static IServiceCollection AddServices(IServiceCollection services, NudgingServiceOptions options, string? serviceId)
    {
        services.AddKeyedSingleton<IChatClient>(serviceId, (provider, key) =>
        {
            var loggerFactory = provider.GetService<ILoggerFactory>();
            return new NudgingChatClient(
                    provider.GetRequiredKeyedService<NudgingPair>(key), options, logger: loggerFactory?.CreateLogger<NudgingChatClient>())
                .AsBuilder()
                .UseKernelFunctionInvocation(loggerFactory)
                .Build(provider);
        });
        services.AddKeyedSingleton<IChatCompletionService>(serviceId, (provider, key) =>
            provider.GetRequiredKeyedService<IChatClient>(key).AsChatCompletionService(provider));
        services.AddKeyedSingleton<ITextGenerationService>(serviceId, (provider, key) =>
            new NudgingTextGenerationService(provider.GetRequiredKeyedService<IChatClient>(key)));
        return services;
    }
}
