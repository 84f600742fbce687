using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.TextGeneration;
using Nudging.Chat;
using Nudging.Decoding;
using Nudging.Models;
using SemanticKernel.Connectors.Nudging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the services of a nudging pair to a service collection.</summary>
/// <remarks>
/// <para>
/// Each method registers singletons of <see cref="IChatCompletionService"/>, <see cref="ITextGenerationService"/>,
/// <see cref="IChatClient"/> and <see cref="NudgingPair"/>, keyed by the service id if there is one.
/// </para>
/// <para>With <see cref="NudgingServiceOptions.WarmUp"/> the models are loaded when the host starts.</para>
/// </remarks>
/// <example>
/// <code>
/// services.AddNudgingChatCompletion("models/base", "models/aligned", options => options.Threshold = 0.4f);
/// services.AddNudgingChatCompletion(configuration.GetSection("Nudging"), serviceId: "second");
/// </code>
/// </example>
public static class NudgingServiceCollectionExtensions
{
    /// <summary>Adds the services of a pair of two model folders.</summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="baseModelPath">The folder of the large base model, which is not aligned. A relative path is resolved now, against the current directory.</param>
    /// <param name="alignedModelPath">The folder of the small aligned model. A relative path is resolved now, against the current directory.</param>
    /// <param name="configure">Sets the options of the procedure; called once, now. <see langword="null"/> for the defaults.</param>
    /// <param name="serviceId">The key of the services; <see langword="null"/> for none.</param>
    /// <param name="configureService">Sets all other options; called once, now, after <paramref name="configure"/>. <see langword="null"/> for the defaults.</param>
    /// <returns>The same services.</returns>
    /// <remarks>The models are loaded when a service is first requested, and disposed with the container.</remarks>
    /// <exception cref="ArgumentException">A path is blank.</exception>
    public static IServiceCollection AddNudgingChatCompletion(
        this IServiceCollection services,
        string baseModelPath,
        string alignedModelPath,
        Action<NudgingOptions>? configure = null,
        string? serviceId = null,
        Action<NudgingServiceOptions>? configureService = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrWhiteSpace(baseModelPath);
        ArgumentException.ThrowIfNullOrWhiteSpace(alignedModelPath);

        NudgingServiceOptions options = new() { BaseModelPath = baseModelPath, AlignedModelPath = alignedModelPath };
        Configure(options, configure, configureService);
        options.ResolvePaths(Environment.CurrentDirectory);
        return NudgingServices.Add(services, serviceId, _ => options, (_, settings) => PairFactory.Load(settings));
    }

    /// <summary>Adds the services of a pair that a configuration section describes.</summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="configuration">A section whose keys are the properties of <see cref="NudgingServiceOptions"/>, including the paths of the models.</param>
    /// <param name="configure">Sets the options of the procedure, after the section is read; called once. <see langword="null"/> for none.</param>
    /// <param name="serviceId">The key of the services; <see langword="null"/> for none.</param>
    /// <param name="configureService">Sets all other options, after <paramref name="configure"/>; called once. <see langword="null"/> for none.</param>
    /// <returns>The same services.</returns>
    /// <remarks>
    /// The section is read when the host starts, or when a service is first requested. A wrong key or value is an
    /// <see cref="OptionsValidationException"/> that names the key. A relative model path is resolved against the
    /// <see cref="IHostEnvironment.ContentRootPath"/> of the host; without a host, against the directory that is current at
    /// registration. The models are loaded when a service is first requested, and disposed with the container.
    /// </remarks>
    [RequiresDynamicCode(NudgingConfiguration.BindingIsReflection)]
    [RequiresUnreferencedCode(NudgingConfiguration.BindingIsReflection)]
    public static IServiceCollection AddNudgingChatCompletion(
        this IServiceCollection services,
        IConfiguration configuration,
        Action<NudgingOptions>? configure = null,
        string? serviceId = null,
        Action<NudgingServiceOptions>? configureService = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);

        string name = serviceId ?? Options.Options.DefaultName;
        string currentDirectory = Environment.CurrentDirectory;
        NudgingConfiguration section = new(configuration, name);
        services.AddSingleton<IValidateOptions<NudgingServiceOptions>>(section);
        services.AddOptions<NudgingServiceOptions>(name)
            .Configure(section.Bind)
            .Configure(options => Configure(options, configure, configureService))
            .PostConfigure<IServiceProvider>((options, provider) => options.ResolvePaths(provider.GetService<IHostEnvironment>()?.ContentRootPath ?? currentDirectory))
            .ValidateOnStart();
        return NudgingServices.Add(
            services,
            serviceId,
            provider => provider.GetRequiredService<IOptionsMonitor<NudgingServiceOptions>>().Get(name),
            (_, settings) => PairFactory.Load(settings));
    }

    /// <summary>Adds the services of a pair of two language models that the caller disposes.</summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="baseModel">The large base model, which is not aligned.</param>
    /// <param name="alignedModel">The small aligned model.</param>
    /// <param name="configure">Sets the options of the procedure; called once, now. <see langword="null"/> for the defaults.</param>
    /// <param name="serviceId">The key of the services; <see langword="null"/> for none.</param>
    /// <param name="configureService">Sets all other options; called once, now, after <paramref name="configure"/>. <see langword="null"/> for the defaults.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddNudgingChatCompletion(
        this IServiceCollection services,
        ILanguageModel baseModel,
        ILanguageModel alignedModel,
        Action<NudgingOptions>? configure = null,
        string? serviceId = null,
        Action<NudgingServiceOptions>? configureService = null)
    {
        ArgumentNullException.ThrowIfNull(services);

        NudgingServiceOptions options = Configure(new(), configure, configureService);
        return NudgingServices.Add(services, serviceId, options, new NudgingPair(baseModel, alignedModel, options.Pair));
    }

    /// <summary>Adds the services of a pair that the caller disposes.</summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="pair">The pair.</param>
    /// <param name="configure">Sets the options of the procedure; called once, now. <see langword="null"/> for the defaults.</param>
    /// <param name="serviceId">The key of the services; <see langword="null"/> for none.</param>
    /// <param name="configureService">Sets all other options; called once, now, after <paramref name="configure"/>. <see langword="null"/> for the defaults.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddNudgingChatCompletion(
        this IServiceCollection services,
        NudgingPair pair,
        Action<NudgingOptions>? configure = null,
        string? serviceId = null,
        Action<NudgingServiceOptions>? configureService = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(pair);

        return NudgingServices.Add(services, serviceId, Configure(new(), configure, configureService), pair);
    }

    /// <summary>Adds the services of a pair that the container creates and disposes.</summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="createPair">Creates the pair when a service is first requested.</param>
    /// <param name="configure">Sets the options of the procedure; called once, now. <see langword="null"/> for the defaults.</param>
    /// <param name="serviceId">The key of the services; <see langword="null"/> for none.</param>
    /// <param name="configureService">Sets all other options; called once, now, after <paramref name="configure"/>. <see langword="null"/> for the defaults.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddNudgingChatCompletion(
        this IServiceCollection services,
        Func<IServiceProvider, NudgingPair> createPair,
        Action<NudgingOptions>? configure = null,
        string? serviceId = null,
        Action<NudgingServiceOptions>? configureService = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(createPair);

        NudgingServiceOptions options = Configure(new(), configure, configureService);
        return NudgingServices.Add(services, serviceId, _ => options, (provider, _) => createPair(provider));
    }

    private static NudgingServiceOptions Configure(NudgingServiceOptions options, Action<NudgingOptions>? configure, Action<NudgingServiceOptions>? configureService)
    {
        configure?.Invoke(options.Generation);
        configureService?.Invoke(options);
        return options;
    }
}
