using Microsoft.Extensions.Diagnostics.HealthChecks;
using SemanticKernel.Connectors.Nudging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds health checks of nudging pairs.</summary>
public static class NudgingHealthChecksBuilderExtensions
{
    /// <summary>Adds a check of one pair.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="serviceId">The key that the pair's services are registered under; <see langword="null"/> for none.</param>
    /// <param name="generate">
    /// Whether the pair is loaded if it is not yet, and asked for one token, in its turn. Otherwise the check costs nothing.
    /// </param>
    /// <param name="name">The check's name; <see langword="null"/> for <c>nudging</c>, or with a key <c>nudging-KEY</c>.</param>
    /// <param name="failureStatus">What is reported where the models cannot be loaded or do not answer; <see langword="null"/> for unhealthy.</param>
    /// <param name="tags">Tags to choose checks by.</param>
    /// <param name="timeout">The longest that the check may take; <see langword="null"/> for any time.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>Healthy: the models are loaded (and answer). Degraded: they are yet to be loaded, with the first request.</remarks>
    public static IHealthChecksBuilder AddNudging(
        this IHealthChecksBuilder builder,
        string? serviceId = null,
        bool generate = false,
        string? name = null,
        HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null,
        TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        name ??= serviceId is null ? "nudging" : $"nudging-{serviceId}";
        return builder.Add(new HealthCheckRegistration(name, services => Create(services, serviceId, generate), failureStatus, tags, timeout));
    }

    private static NudgingHealthCheck Create(IServiceProvider services, string? serviceId, bool generate)
    {
        PairFactory source = services.GetKeyedService<PairFactory>(serviceId) ?? throw new InvalidOperationException(
            $"No nudging pair is registered {(serviceId is null ? "without a key" : $"under the key '{serviceId}'")}; add one with AddNudgingChatCompletion.");
        return new(source, generate ? cancellation => PairProbe.RunAsync(services, serviceId, cancellation) : null);
    }
}
