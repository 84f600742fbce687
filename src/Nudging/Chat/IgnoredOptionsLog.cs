using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Nudging.Chat;

/// <summary>Logs a warning for each option that has no effect, once for each client.</summary>
/// <param name="logger">The log; <see langword="null"/> for none.</param>
/// <param name="isPair">Whether a pair answers. One model has no use for tools and for the options of the nudging procedure.</param>
internal sealed partial class IgnoredOptionsLog(ILogger? logger, bool isPair)
{
    private readonly ILogger _logger = logger ?? NullLogger.Instance;
    private readonly ConcurrentDictionary<string, bool> _warned = new();

    /// <summary>Warns of the options of a request that have no effect. Each option is warned of once.</summary>
    /// <param name="request">The request; <see langword="null"/> for none.</param>
    /// <param name="modelId">The model that answers.</param>
    public void Warn(ChatOptions? request, string? modelId)
    {
        foreach (string option in ChatOptionsReader.Ignored(request, modelId, isPair))
        {
            if (_warned.TryAdd(option, true))
            {
                LogIgnored(_logger, option);
            }
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning,
        Message = "The option {Option} has no effect on this client.")]
    private static partial void LogIgnored(ILogger logger, string option);
}
