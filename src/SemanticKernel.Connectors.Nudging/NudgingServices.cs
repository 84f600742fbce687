using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.TextGeneration;
using Nudging.Chat;

namespace SemanticKernel.Connectors.Nudging;

/// <summary>Registers the services of a pair.</summary>
internal static class NudgingServices
{
    /// <summary>Adds the services of a pair that the container creates and disposes.</summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="serviceId">The key of the services; <see langword="null"/> for none.</param>
    /// <param name="options">Reads the options.</param>
    /// <param name="createPair">Creates the pair.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection Add(
        IServiceCollection services,
        string? serviceId,
        Func<IServiceProvider, NudgingServiceOptions> options,
        Func<IServiceProvider, NudgingServiceOptions, NudgingPair> createPair)
    {
        services.AddKeyedSingleton(serviceId, (provider, _) => new PairFactory(() => createPair(provider, options(provider)), Logger<PairFactory>(provider)));
        services.AddKeyedSingleton(serviceId, (provider, key) => provider.GetRequiredKeyedService<PairFactory>(key).Create());
        return AddClients(services, serviceId, options);
    }

    /// <summary>Adds the services of a pair that the caller disposes.</summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="serviceId">The key of the services; <see langword="null"/> for none.</param>
    /// <param name="options">The options.</param>
    /// <param name="pair">The pair.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection Add(IServiceCollection services, string? serviceId, NudgingServiceOptions options, NudgingPair pair)
    {
        var factory = new PairFactory(() => pair, NullLogger<PairFactory>.Instance);
        services.AddKeyedSingleton(serviceId, factory);
        services.AddKeyedSingleton(serviceId, factory.Create());
        return AddClients(services, serviceId, _ => options);
    }

    // A kernel searches these services in this order, and takes a chat client only where there is no other service. The pair
    // is a separate service because the container cannot dispose a chat completion service.
    private static IServiceCollection AddClients(IServiceCollection services, string? serviceId, Func<IServiceProvider, NudgingServiceOptions> options)
    {
        services.AddKeyedSingleton(serviceId, (provider, key) =>
            CreateClient(provider, provider.GetRequiredKeyedService<NudgingPair>(key), options(provider)));
        services.AddKeyedSingleton<IChatCompletionService>(serviceId, (provider, key) =>
            provider.GetRequiredKeyedService<IChatClient>(key).AsChatCompletionService(provider));
        services.AddKeyedSingleton<ITextGenerationService>(serviceId, (provider, key) =>
            new NudgingTextGenerationService(provider.GetRequiredKeyedService<IChatClient>(key)));
        return services.AddSingleton<IHostedService>(provider => new NudgingWarmUp(provider, serviceId, options, Logger<NudgingWarmUp>(provider)));
    }

    // Function invocation wraps telemetry, so that telemetry counts each call of the models as one request.
    private static IChatClient CreateClient(IServiceProvider provider, NudgingPair pair, NudgingServiceOptions options)
    {
        var loggerFactory = provider.GetService<ILoggerFactory>();
        NudgingChatClient client = new(pair, new() { Generation = options.Generation, Prompts = options.Prompts }, logger: Logger<NudgingChatClient>(provider));
        ChatClientBuilder builder = new NudgingTelemetryChatClient(client, provider.GetService<IMeterFactory>(), Logger<NudgingTelemetryChatClient>(provider))
        {
            EnableSensitiveData = options.EnableSensitiveData,
        }.AsBuilder().UseKernelFunctionInvocation(loggerFactory);
        if (options.UseOpenTelemetry)
        {
            builder.UseOpenTelemetry(loggerFactory, configure: telemetry => telemetry.EnableSensitiveData = options.EnableSensitiveData);
        }

        return builder.Build(provider);
    }

    private static ILogger<T> Logger<T>(IServiceProvider provider) => provider.GetService<ILogger<T>>() ?? NullLogger<T>.Instance;
}
