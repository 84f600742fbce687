using Microsoft.Extensions.DependencyInjection;
using Nudging.Chat;
using SemanticKernel.Connectors.Nudging;

namespace Microsoft.SemanticKernel;

/// <summary>Adds nudging services to a kernel.</summary>
/// <remarks>
/// A kernel disposes nothing: dispose its service provider, <c>kernel.Services</c>, when you are done, and the models go
/// with it.
/// </remarks>
public static class NudgingKernelBuilderExtensions
{
    /// <summary>Adds nudging services over two onnxruntime-genai model folders.</summary>
    /// <param name="builder">The kernel builder.</param>
    /// <param name="baseModelPath">The folder of the large model without alignment.</param>
    /// <param name="alignedModelPath">The folder of the small aligned model.</param>
    /// <param name="configure">Changes the settings; called once, now. <see langword="null"/> for the defaults.</param>
    /// <param name="serviceId">The key of the services; <see langword="null"/> for none.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>The models are loaded when a service is first asked for, and disposed with the kernel's service provider.</remarks>
    /// <exception cref="ArgumentException">A path is blank.</exception>
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

    /// <summary>Adds nudging services over a pair that the kernel's service provider creates and disposes.</summary>
    /// <param name="builder">The kernel builder.</param>
    /// <param name="createPair">Creates the pair when a service is first asked for.</param>
    /// <param name="configure">Changes the settings; called once, now. <see langword="null"/> for the defaults.</param>
    /// <param name="serviceId">The key of the services; <see langword="null"/> for none.</param>
    /// <returns>The same builder.</returns>
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

    /// <summary>Adds nudging services over a pair that the caller disposes.</summary>
    /// <param name="builder">The kernel builder.</param>
    /// <param name="pair">The pair.</param>
    /// <param name="configure">Changes the settings; called once, now. <see langword="null"/> for the defaults.</param>
    /// <param name="serviceId">The key of the services; <see langword="null"/> for none.</param>
    /// <returns>The same builder.</returns>
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
}
