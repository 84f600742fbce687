using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Nudging.Chat;
using Nudging.Decoding;
using Nudging.Models;
using SemanticKernel.Connectors.Nudging;

namespace Microsoft.SemanticKernel;

/// <summary>Adds the services of a nudging pair to a kernel.</summary>
/// <remarks>
/// The methods are the same as in <see cref="NudgingServiceCollectionExtensions"/>. A kernel does not dispose its services: dispose its service
/// provider, <c>kernel.Services</c>, to dispose the models.
/// </remarks>
/// <example>
/// <code>
/// IKernelBuilder builder = Kernel.CreateBuilder();
/// builder.AddNudgingChatCompletion("models/base", "models/aligned", options => options.Threshold = 0.4f);
/// Kernel kernel = builder.Build();
/// </code>
/// </example>
public static class NudgingKernelBuilderExtensions
{
    /// <inheritdoc cref="NudgingServiceCollectionExtensions.AddNudgingChatCompletion(IServiceCollection, string, string, Action{NudgingOptions}, string, Action{NudgingServiceOptions})"/>
    public static IKernelBuilder AddNudgingChatCompletion(
        this IKernelBuilder builder,
        string baseModelPath,
        string alignedModelPath,
        Action<NudgingOptions>? configure = null,
        string? serviceId = null,
        Action<NudgingServiceOptions>? configureService = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddNudgingChatCompletion(baseModelPath, alignedModelPath, configure, serviceId, configureService);
        return builder;
    }

    /// <inheritdoc cref="NudgingServiceCollectionExtensions.AddNudgingChatCompletion(IServiceCollection, IConfiguration, Action{NudgingOptions}, string, Action{NudgingServiceOptions})"/>
    [RequiresDynamicCode(NudgingConfiguration.BindingIsReflection)]
    [RequiresUnreferencedCode(NudgingConfiguration.BindingIsReflection)]
    public static IKernelBuilder AddNudgingChatCompletion(
        this IKernelBuilder builder,
        IConfiguration configuration,
        Action<NudgingOptions>? configure = null,
        string? serviceId = null,
        Action<NudgingServiceOptions>? configureService = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddNudgingChatCompletion(configuration, configure, serviceId, configureService);
        return builder;
    }

    /// <inheritdoc cref="NudgingServiceCollectionExtensions.AddNudgingChatCompletion(IServiceCollection, ILanguageModel, ILanguageModel, Action{NudgingOptions}, string, Action{NudgingServiceOptions})"/>
    public static IKernelBuilder AddNudgingChatCompletion(
        this IKernelBuilder builder,
        ILanguageModel baseModel,
        ILanguageModel alignedModel,
        Action<NudgingOptions>? configure = null,
        string? serviceId = null,
        Action<NudgingServiceOptions>? configureService = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddNudgingChatCompletion(baseModel, alignedModel, configure, serviceId, configureService);
        return builder;
    }

    /// <inheritdoc cref="NudgingServiceCollectionExtensions.AddNudgingChatCompletion(IServiceCollection, NudgingPair, Action{NudgingOptions}, string, Action{NudgingServiceOptions})"/>
    public static IKernelBuilder AddNudgingChatCompletion(
        this IKernelBuilder builder,
        NudgingPair pair,
        Action<NudgingOptions>? configure = null,
        string? serviceId = null,
        Action<NudgingServiceOptions>? configureService = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddNudgingChatCompletion(pair, configure, serviceId, configureService);
        return builder;
    }

    /// <inheritdoc cref="NudgingServiceCollectionExtensions.AddNudgingChatCompletion(IServiceCollection, Func{IServiceProvider, NudgingPair}, Action{NudgingOptions}, string, Action{NudgingServiceOptions})"/>
    public static IKernelBuilder AddNudgingChatCompletion(
        this IKernelBuilder builder,
        Func<IServiceProvider, NudgingPair> createPair,
        Action<NudgingOptions>? configure = null,
        string? serviceId = null,
        Action<NudgingServiceOptions>? configureService = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddNudgingChatCompletion(createPair, configure, serviceId, configureService);
        return builder;
    }
}
