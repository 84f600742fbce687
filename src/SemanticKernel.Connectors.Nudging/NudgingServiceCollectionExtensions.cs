using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.TextGeneration;
using Nudging.Chat;
using Nudging.Models;
using SemanticKernel.Connectors.Nudging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds nudging services to a service collection.</summary>
/// <remarks>
/// <para>
/// Each method registers singletons of <see cref="IChatCompletionService"/>, <see cref="ITextGenerationService"/>,
/// <see cref="IChatClient"/> and <see cref="NudgingPair"/>, keyed by the service id where one is given. So do those that
/// are named after one of the services, since a kernel passes over a chat client that stands alone if there is a service
/// of another kind; what nobody asks for is never made.
/// </para>
/// <para>With <see cref="NudgingServiceOptions.WarmUp"/> the models are loaded when the host starts.</para>
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

        NudgingServiceOptions options = new() { BaseModelPath = baseModelPath, AlignedModelPath = alignedModelPath };
        configure?.Invoke(options);
        return NudgingServices.Add(services, serviceId, _ => options, (_, settings) => PairFactory.Load(settings));
    }

    /// <summary>Adds nudging services as a configuration section says.</summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="configuration">A section whose keys are the properties of <see cref="NudgingServiceOptions"/>, the paths of the models among them.</param>
    /// <param name="configure">Changes the settings after the section is read; called once, then. <see langword="null"/> for the defaults.</param>
    /// <param name="serviceId">The key of the services; <see langword="null"/> for none.</param>
    /// <returns>The same services.</returns>
    /// <remarks>
    /// The section is read when the host starts, or when a service is first asked for. What is wrong in it is an
    /// <see cref="OptionsValidationException"/> that names the key. The models are loaded when a service is first asked
    /// for, and disposed with the container.
    /// </remarks>
    [RequiresDynamicCode(NudgingConfiguration.BindingIsReflection)]
    [RequiresUnreferencedCode(NudgingConfiguration.BindingIsReflection)]
    public static IServiceCollection AddNudgingChatCompletion(
        this IServiceCollection services,
        IConfiguration configuration,
        Action<NudgingServiceOptions>? configure = null,
        string? serviceId = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);

        string name = serviceId ?? Options.Options.DefaultName;
        NudgingConfiguration section = new(configuration, name);
        services.AddSingleton<IValidateOptions<NudgingServiceOptions>>(section);
        services.AddOptions<NudgingServiceOptions>(name).Configure(section.Bind).Configure(configure ?? (_ => { })).ValidateOnStart();
        return NudgingServices.Add(
            services,
            serviceId,
            provider => provider.GetRequiredService<IOptionsMonitor<NudgingServiceOptions>>().Get(name),
            (_, settings) => PairFactory.Load(settings));
    }

    /// <summary>Adds nudging services over two language models that the caller disposes.</summary>
    /// <param name="services">The services to add to.</param>
    /// <param name="baseModel">The large model without alignment.</param>
    /// <param name="alignedModel">The small aligned model.</param>
    /// <param name="configure">Changes the settings; called once, now. <see langword="null"/> for the defaults.</param>
    /// <param name="serviceId">The key of the services; <see langword="null"/> for none.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddNudgingChatCompletion(
        this IServiceCollection services,
        ILanguageModel baseModel,
        ILanguageModel alignedModel,
        Action<NudgingServiceOptions>? configure = null,
        string? serviceId = null)
    {
        ArgumentNullException.ThrowIfNull(services);

        NudgingServiceOptions options = new();
        configure?.Invoke(options);
        return NudgingServices.Add(services, serviceId, options, new NudgingPair(baseModel, alignedModel, options.Pair));
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

        NudgingServiceOptions options = new();
        configure?.Invoke(options);
        return NudgingServices.Add(services, serviceId, _ => options, (provider, _) => createPair(provider));
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

        NudgingServiceOptions options = new();
        configure?.Invoke(options);
        return NudgingServices.Add(services, serviceId, options, pair);
    }

    /// <inheritdoc cref="AddNudgingChatCompletion(IServiceCollection, string, string, Action{NudgingServiceOptions}, string)"/>
    public static IServiceCollection AddNudgingTextGeneration(
        this IServiceCollection services,
        string baseModelPath,
        string alignedModelPath,
        Action<NudgingServiceOptions>? configure = null,
        string? serviceId = null) =>
        services.AddNudgingChatCompletion(baseModelPath, alignedModelPath, configure, serviceId);

    /// <inheritdoc cref="AddNudgingChatCompletion(IServiceCollection, IConfiguration, Action{NudgingServiceOptions}, string)"/>
    [RequiresDynamicCode(NudgingConfiguration.BindingIsReflection)]
    [RequiresUnreferencedCode(NudgingConfiguration.BindingIsReflection)]
    public static IServiceCollection AddNudgingTextGeneration(
        this IServiceCollection services,
        IConfiguration configuration,
        Action<NudgingServiceOptions>? configure = null,
        string? serviceId = null) =>
        services.AddNudgingChatCompletion(configuration, configure, serviceId);

    /// <inheritdoc cref="AddNudgingChatCompletion(IServiceCollection, ILanguageModel, ILanguageModel, Action{NudgingServiceOptions}, string)"/>
    public static IServiceCollection AddNudgingTextGeneration(
        this IServiceCollection services,
        ILanguageModel baseModel,
        ILanguageModel alignedModel,
        Action<NudgingServiceOptions>? configure = null,
        string? serviceId = null) =>
        services.AddNudgingChatCompletion(baseModel, alignedModel, configure, serviceId);

    /// <inheritdoc cref="AddNudgingChatCompletion(IServiceCollection, Func{IServiceProvider, NudgingPair}, Action{NudgingServiceOptions}, string)"/>
    public static IServiceCollection AddNudgingTextGeneration(
        this IServiceCollection services,
        Func<IServiceProvider, NudgingPair> createPair,
        Action<NudgingServiceOptions>? configure = null,
        string? serviceId = null) =>
        services.AddNudgingChatCompletion(createPair, configure, serviceId);

    /// <inheritdoc cref="AddNudgingChatCompletion(IServiceCollection, string, string, Action{NudgingServiceOptions}, string)"/>
    public static IServiceCollection AddNudgingChatClient(
        this IServiceCollection services,
        string baseModelPath,
        string alignedModelPath,
        Action<NudgingServiceOptions>? configure = null,
        string? serviceId = null) =>
        services.AddNudgingChatCompletion(baseModelPath, alignedModelPath, configure, serviceId);

    /// <inheritdoc cref="AddNudgingChatCompletion(IServiceCollection, IConfiguration, Action{NudgingServiceOptions}, string)"/>
    [RequiresDynamicCode(NudgingConfiguration.BindingIsReflection)]
    [RequiresUnreferencedCode(NudgingConfiguration.BindingIsReflection)]
    public static IServiceCollection AddNudgingChatClient(
        this IServiceCollection services,
        IConfiguration configuration,
        Action<NudgingServiceOptions>? configure = null,
        string? serviceId = null) =>
        services.AddNudgingChatCompletion(configuration, configure, serviceId);

    /// <inheritdoc cref="AddNudgingChatCompletion(IServiceCollection, ILanguageModel, ILanguageModel, Action{NudgingServiceOptions}, string)"/>
    public static IServiceCollection AddNudgingChatClient(
        this IServiceCollection services,
        ILanguageModel baseModel,
        ILanguageModel alignedModel,
        Action<NudgingServiceOptions>? configure = null,
        string? serviceId = null) =>
        services.AddNudgingChatCompletion(baseModel, alignedModel, configure, serviceId);

    /// <inheritdoc cref="AddNudgingChatCompletion(IServiceCollection, Func{IServiceProvider, NudgingPair}, Action{NudgingServiceOptions}, string)"/>
    public static IServiceCollection AddNudgingChatClient(
        this IServiceCollection services,
        Func<IServiceProvider, NudgingPair> createPair,
        Action<NudgingServiceOptions>? configure = null,
        string? serviceId = null) =>
        services.AddNudgingChatCompletion(createPair, configure, serviceId);
}
