using Microsoft.Extensions.Diagnostics.HealthChecks;
using Nudging.Chat;

namespace SemanticKernel.Connectors.Nudging;

/// <summary>Tells whether a pair is loaded, and on request whether it answers.</summary>
/// <param name="source">What loads it.</param>
/// <param name="probe">Asks the pair for a token; <see langword="null"/> where only its state is looked at.</param>
internal sealed class NudgingHealthCheck(PairFactory source, Func<CancellationToken, Task>? probe) : IHealthCheck
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

        return source switch
        {
            { Failure: { } failure } => new(failed, $"The models cannot be loaded: {failure.Message}", failure),
            { Pair: { } pair } => HealthCheckResult.Healthy(probe is null ? "The models are loaded." : "The pair answers.", Describe(pair)),
            _ => HealthCheckResult.Degraded("The models are loaded with the first request."),
        };
    }

    private static Dictionary<string, object> Describe(NudgingPair pair) => new()
    {
        [TextSourceNames.Base] = pair.BaseModel.Info.Name,
        [TextSourceNames.Aligned] = pair.AlignedModel.Info.Name,
    };
}
