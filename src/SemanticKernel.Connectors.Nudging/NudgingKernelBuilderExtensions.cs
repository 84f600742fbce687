using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Nudging.Chat;
using Nudging.Models;
using SemanticKernel.Connectors.Nudging;

namespace Microsoft.SemanticKernel;

/// <summary>Adds nudging services to a kernel.</summary>
/// <remarks>
/// The methods are those of <see cref="NudgingServiceCollectionExtensions"/>. A kernel disposes nothing: dispose its
/// service provider, <c>kernel.Services</c>, when you are done, and the models go with it.
/// </remarks>
public static class NudgingKernelBuilderExtensions
{
    /// <inheritdoc cref="NudgingServiceCollectionExtensions.AddNudgingChatCompletion(IServiceCollection, string, string, Action{NudgingServiceOptions}, string)"/>
    public static IKernelBuilder AddNudgingChatCompletion(
        this IKernelBuilder builder,
        string baseModelPath,
        string alignedModelPath,
        Action<NudgingServiceOptions>? configure = null,
        string? serviceId = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddNudgingChatCompletion(baseModelPath, alignedModelPath, configure, serviceId);
        return builder;
    }

    /// <inheritdoc cref="NudgingServiceCollectionExtensions.AddNudgingChatCompletion(IServiceCollection, IConfiguration, Action{NudgingServiceOptions}, string)"/>
    [RequiresDynamicCode(NudgingConfiguration.BindingIsReflection)]
    [RequiresUnreferencedCode(NudgingConfiguration.BindingIsReflection)]
    public static IKernelBuilder AddNudgingChatCompletion(
        this IKernelBuilder builder,
        IConfiguration configuration,
        Action<NudgingServiceOptions>? configure = null,
        string? serviceId = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddNudgingChatCompletion(configuration, configure, serviceId);
        return builder;
    }

    /// <inheritdoc cref="NudgingServiceCollectionExtensions.AddNudgingChatCompletion(IServiceCollection, ILanguageModel, ILanguageModel, Action{NudgingServiceOptions}, string)"/>
    public static IKernelBuilder AddNudgingChatCompletion(
        this IKernelBuilder builder,
        ILanguageModel baseModel,
        ILanguageModel alignedModel,
        Action<NudgingServiceOptions>? configure = null,
        string? serviceId = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddNudgingChatCompletion(baseModel, alignedModel, configure, serviceId);
        return builder;
    }

    /// <inheritdoc cref="NudgingServiceCollectionExtensions.AddNudgingChatCompletion(IServiceCollection, Func{IServiceProvider, NudgingPair}, Action{NudgingServiceOptions}, string)"/>
    public static IKernelBuilder AddNudgingChatCompletion(
        this IKernelBuilder builder,
        Func<IServiceProvider, NudgingPair> createPair,
        Action<NudgingServiceOptions>? configure = null,
        string? serviceId = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddNudgingChatCompletion(createPair, configure, serviceId);
        return builder;
    }

    /// <inheritdoc cref="NudgingServiceCollectionExtensions.AddNudgingChatCompletion(IServiceCollection, NudgingPair, Action{NudgingServiceOptions}, string)"/>
    public static IKernelBuilder AddNudgingChatCompletion(
        this IKernelBuilder builder,
        NudgingPair pair,
        Action<NudgingServiceOptions>? configure = null,
        string? serviceId = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddNudgingChatCompletion(pair, configure, serviceId);
        return builder;
    }

    /// <inheritdoc cref="NudgingServiceCollectionExtensions.AddNudgingTextGeneration(IServiceCollection, string, string, Action{NudgingServiceOptions}, string)"/>
    public static IKernelBuilder AddNudgingTextGeneration(
        this IKernelBuilder builder,
        string baseModelPath,
        string alignedModelPath,
        Action<NudgingServiceOptions>? configure = null,
        string? serviceId = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddNudgingTextGeneration(baseModelPath, alignedModelPath, configure, serviceId);
        return builder;
    }

    /// <inheritdoc cref="NudgingServiceCollectionExtensions.AddNudgingTextGeneration(IServiceCollection, IConfiguration, Action{NudgingServiceOptions}, string)"/>
    [RequiresDynamicCode(NudgingConfiguration.BindingIsReflection)]
    [RequiresUnreferencedCode(NudgingConfiguration.BindingIsReflection)]
    public static IKernelBuilder AddNudgingTextGeneration(
        this IKernelBuilder builder,
        IConfiguration configuration,
        Action<NudgingServiceOptions>? configure = null,
        string? serviceId = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddNudgingTextGeneration(configuration, configure, serviceId);
        return builder;
    }

    /// <inheritdoc cref="NudgingServiceCollectionExtensions.AddNudgingTextGeneration(IServiceCollection, ILanguageModel, ILanguageModel, Action{NudgingServiceOptions}, string)"/>
    public static IKernelBuilder AddNudgingTextGeneration(
        this IKernelBuilder builder,
        ILanguageModel baseModel,
        ILanguageModel alignedModel,
        Action<NudgingServiceOptions>? configure = null,
        string? serviceId = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddNudgingTextGeneration(baseModel, alignedModel, configure, serviceId);
        return builder;
    }

    /// <inheritdoc cref="NudgingServiceCollectionExtensions.AddNudgingTextGeneration(IServiceCollection, Func{IServiceProvider, NudgingPair}, Action{NudgingServiceOptions}, string)"/>
    public static IKernelBuilder AddNudgingTextGeneration(
        this IKernelBuilder builder,
        Func<IServiceProvider, NudgingPair> createPair,
        Action<NudgingServiceOptions>? configure = null,
        string? serviceId = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddNudgingTextGeneration(createPair, configure, serviceId);
        return builder;
    }

    /// <inheritdoc cref="NudgingServiceCollectionExtensions.AddNudgingChatClient(IServiceCollection, string, string, Action{NudgingServiceOptions}, string)"/>
    public static IKernelBuilder AddNudgingChatClient(
        this IKernelBuilder builder,
        string baseModelPath,
        string alignedModelPath,
        Action<NudgingServiceOptions>? configure = null,
        string? serviceId = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddNudgingChatClient(baseModelPath, alignedModelPath, configure, serviceId);
        return builder;
    }

    /// <inheritdoc cref="NudgingServiceCollectionExtensions.AddNudgingChatClient(IServiceCollection, IConfiguration, Action{NudgingServiceOptions}, string)"/>
    [RequiresDynamicCode(NudgingConfiguration.BindingIsReflection)]
    [RequiresUnreferencedCode(NudgingConfiguration.BindingIsReflection)]
    public static IKernelBuilder AddNudgingChatClient(
        this IKernelBuilder builder,
        IConfiguration configuration,
        Action<NudgingServiceOptions>? configure = null,
        string? serviceId = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddNudgingChatClient(configuration, configure, serviceId);
        return builder;
    }

    /// <inheritdoc cref="NudgingServiceCollectionExtensions.AddNudgingChatClient(IServiceCollection, ILanguageModel, ILanguageModel, Action{NudgingServiceOptions}, string)"/>
    public static IKernelBuilder AddNudgingChatClient(
        this IKernelBuilder builder,
        ILanguageModel baseModel,
        ILanguageModel alignedModel,
        Action<NudgingServiceOptions>? configure = null,
        string? serviceId = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddNudgingChatClient(baseModel, alignedModel, configure, serviceId);
        return builder;
    }

    /// <inheritdoc cref="NudgingServiceCollectionExtensions.AddNudgingChatClient(IServiceCollection, Func{IServiceProvider, NudgingPair}, Action{NudgingServiceOptions}, string)"/>
    public static IKernelBuilder AddNudgingChatClient(
        this IKernelBuilder builder,
        Func<IServiceProvider, NudgingPair> createPair,
        Action<NudgingServiceOptions>? configure = null,
        string? serviceId = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddNudgingChatClient(createPair, configure, serviceId);
        return builder;
    }
}
