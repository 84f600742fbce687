using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SemanticKernel.Connectors.Nudging;

/// <summary>Loads a pair and generates one token when the host starts, if <see cref="NudgingServiceOptions.WarmUp"/> is set.</summary>
/// <param name="services">The services of the host.</param>
/// <param name="serviceId">The key of the pair; <see langword="null"/> for none.</param>
/// <param name="options">Reads the options of the pair.</param>
/// <param name="logger">The log.</param>
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
            string key = serviceId is null ? "" : $" '{serviceId}'";
            throw new InvalidOperationException($"The nudging pair{key} cannot be warmed up: {e.Message}", e);
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        LogWarm(seconds);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(EventId = 22, EventName = "WarmedUp", Level = LogLevel.Information, Message = "The pair has answered for the first time after {Seconds:F2} s.")]
    private partial void LogWarm(double seconds);
}
