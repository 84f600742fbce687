using Microsoft.Extensions.Diagnostics.HealthChecks;
using Nudging.Chat;

namespace SemanticKernel.Connectors.Nudging;

/// <summary>Checks whether a pair is loaded, and optionally whether the pair answers.</summary>
/// <param name="factory">Creates the pair.</param>
/// <param name="probe">Requests one token from the pair; <see langword="null"/> to check only whether the pair is loaded.</param>
internal sealed class NudgingHealthCheck(PairFactory factory, Func<CancellationToken, Task>? probe) : IHealthCheck
{
    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        HealthStatus failed = context.Registration.FailureStatus;
        try
        {
            await (probe?.Invoke(cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            return new(failed, $"The pair does not answer: {e.Message}", e);
        }

        return factory switch
        {
            { Failure: { } failure } => new(failed, $"The models cannot be loaded: {failure.Message}", failure),
            { Pair: { } pair } => HealthCheckResult.Healthy(probe is null ? "The models are loaded." : "The pair answers.", Describe(pair)),
            _ => HealthCheckResult.Degraded("The models are not loaded yet; the first request loads them."),
        };
    }

    private static Dictionary<string, object> Describe(NudgingPair pair) => new()
    {
        [TextSourceNames.Base] = pair.BaseModel.Info.Name,
        [TextSourceNames.Aligned] = pair.AlignedModel.Info.Name,
    };
}
