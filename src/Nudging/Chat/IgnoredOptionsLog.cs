using System.Collections.Concurrent;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Nudging.Chat;

/// <summary>Warns of each option that makes no difference, once in the life of a client.</summary>
/// <param name="logger">Where to; <see langword="null"/> for nowhere.</param>
/// <param name="ignoresTools">Whether only text comes of a request.</param>
internal sealed partial class IgnoredOptionsLog(ILogger? logger, bool ignoresTools)
{
    private readonly ILogger _logger = logger ?? NullLogger.Instance;
    private readonly ConcurrentDictionary<string, bool> _warned = new();

    /// <summary>Warns of the options of a request that no earlier one had.</summary>
    /// <param name="request">What the request sets.</param>
    /// <param name="modelId">The model that answers.</param>
    public void Warn(ChatOptions? request, string? modelId)
    {
        foreach (string option in ChatOptionsReader.Ignored(request, modelId, ignoresTools))
        {
            if (_warned.TryAdd(option, true))
            {
                LogIgnored(_logger, option);
            }
        }
    }

    [LoggerMessage(EventId = 1, Level = LogLevel.Warning,
        Message = "The option {Option} makes no difference to this client.")]
    private static partial void LogIgnored(ILogger logger, string option);
}
