using Microsoft.Extensions.Diagnostics.HealthChecks;
using SemanticKernel.Connectors.Nudging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds health checks of nudging pairs.</summary>
/// <example>
/// <code>services.AddHealthChecks().AddNudging(generate: true, timeout: TimeSpan.FromSeconds(10));</code>
/// </example>
public static class NudgingHealthChecksBuilderExtensions
{
    /// <summary>Adds a health check of one pair.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="serviceId">The key of the pair's services; <see langword="null"/> for none.</param>
    /// <param name="generate">
    /// Whether the check loads the pair if necessary and generates one token, waiting for its turn among other requests.
    /// Otherwise the check does not use the models.
    /// </param>
    /// <param name="name">The name of the check; <see langword="null"/> for <c>nudging</c>, or with a key <c>nudging-KEY</c>.</param>
    /// <param name="failureStatus">The status where the models cannot be loaded or do not answer; <see langword="null"/> for unhealthy.</param>
    /// <param name="tags">Tags for filtering checks.</param>
    /// <param name="timeout">The maximum duration of the check; <see langword="null"/> for none.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>Healthy: the models are loaded (and answer). Degraded: the models are not loaded yet; the first request loads them.</remarks>
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
        PairFactory factory = services.GetKeyedService<PairFactory>(serviceId) ?? throw new InvalidOperationException(
            $"No nudging pair is registered {(serviceId is null ? "without a key" : $"under the key '{serviceId}'")}; add one with AddNudgingChatCompletion.");
        return new(factory, generate ? cancellation => PairProbe.RunAsync(services, serviceId, cancellation) : null);
    }
}
