using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Nudging.Chat;

namespace SemanticKernel.Connectors.Nudging;

/// <summary>Generates one token with a pair, to check that the pair answers and to warm up both models.</summary>
/// <remarks>Telemetry does not count this request.</remarks>
internal static class PairProbe
{
    /// <summary>Loads the pair if necessary, and generates one token.</summary>
    /// <param name="services">The services of the application.</param>
    /// <param name="serviceId">The key of the pair; <see langword="null"/> for none.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>A task that ends with the answer.</returns>
    public static Task RunAsync(IServiceProvider services, string? serviceId, CancellationToken cancellationToken) => Task.Run(
        () => services.GetRequiredKeyedService<IChatClient>(serviceId).GetRequiredService<NudgingChatClient>()
            .GetResponseAsync("Hello", new ChatOptions { MaxOutputTokens = 1 }, cancellationToken),
        cancellationToken);
}
