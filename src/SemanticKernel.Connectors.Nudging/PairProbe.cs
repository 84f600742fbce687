using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Nudging.Chat;

namespace SemanticKernel.Connectors.Nudging;

/// <summary>Asks a pair for one token, to see that it answers and to have everything computed once.</summary>
/// <remarks>Telemetry does not count it.</remarks>
internal static class PairProbe
{
    /// <summary>Loads the pair if that is yet to be done, and asks it.</summary>
    /// <param name="services">The services that the pair is one of.</param>
    /// <param name="serviceId">Its key.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static Task RunAsync(IServiceProvider services, string? serviceId, CancellationToken cancellationToken) => Task.Run(
        () => services.GetRequiredKeyedService<IChatClient>(serviceId).GetRequiredService<NudgingChatClient>()
            .GetResponseAsync("Hello", new ChatOptions { MaxOutputTokens = 1 }, cancellationToken),
        cancellationToken);
}
