using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SemanticKernel.Connectors.Nudging;

/// <summary>Loads and tries a pair when the host starts, if its settings say so.</summary>
/// <param name="services">The services that the pair is one of.</param>
/// <param name="serviceId">Its key.</param>
/// <param name="options">Reads its settings.</param>
/// <param name="logger">Where the end is reported.</param>
internal sealed partial class NudgingWarmUp(
    IServiceProvider services, string? serviceId, Func<IServiceProvider, NudgingServiceOptions> options, ILogger<NudgingWarmUp> logger) : IHostedService
{
    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!options(services).WarmUp)
        {
            return;
        }

        long start = Stopwatch.GetTimestamp();
        try
        {
            await PairProbe.RunAsync(services, serviceId, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            string which = serviceId is null ? "" : $" '{serviceId}'";
            throw new InvalidOperationException($"The nudging pair{which} cannot be warmed up: {e.Message}", e);
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        LogWarm(seconds);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(EventId = 22, EventName = "WarmedUp", Level = LogLevel.Information, Message = "The pair has answered for the first time after {Seconds:F2} s.")]
    private partial void LogWarm(double seconds);
}
