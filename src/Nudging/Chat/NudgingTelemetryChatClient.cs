using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Nudging.Decoding;

namespace Nudging.Chat;

/// <summary>Measures and logs the requests of a <see cref="NudgingChatClient"/>.</summary>
/// <remarks>
/// <para>
/// Thread safe. The meter is <see cref="MeterName"/>; docs/operations.md lists its instruments and the events of the log.
/// The span of Microsoft.Extensions.AI's OpenTelemetry client around this client gets the nudging ratio, the number of rounds
/// and the stop reason.
/// </para>
/// <para>Prompts and answers are logged only if <see cref="EnableSensitiveData"/> is set.</para>
/// </remarks>
/// <example>
/// <code>
/// using IChatClient client = new NudgingTelemetryChatClient(new NudgingChatClient(pair), logger: logger);
/// </code>
/// </example>
public sealed partial class NudgingTelemetryChatClient : DelegatingChatClient
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Nudging";

    private readonly ILogger _logger;
    private readonly Meter? _ownMeter;
    private readonly NudgingMeter _meter;
    private readonly string? _modelId;

    /// <summary>Initializes a new instance of the <see cref="NudgingTelemetryChatClient"/> class.</summary>
    /// <param name="innerClient">The inner client; disposed with this client.</param>
    /// <param name="meterFactory">The factory of the meter; <see langword="null"/> for a meter that is disposed with the client.</param>
    /// <param name="logger">The log; <see langword="null"/> for none.</param>
    public NudgingTelemetryChatClient(
        IChatClient innerClient, IMeterFactory? meterFactory = null, ILogger<NudgingTelemetryChatClient>? logger = null)
        : base(innerClient)
    {
        _logger = logger ?? (ILogger)NullLogger.Instance;
        _ownMeter = meterFactory is null ? new Meter(MeterName) : null;
        _meter = new(_ownMeter ?? meterFactory!.Create(MeterName));
        _modelId = innerClient.GetService<ChatClientMetadata>()?.DefaultModelId;
    }

    /// <summary>Gets a value indicating whether prompts and answers are logged, at level Trace.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool EnableSensitiveData { get; init; }

    private bool LogsTexts => EnableSensitiveData && _logger.IsEnabled(LogLevel.Trace);

    /// <inheritdoc/>
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        long start = Stopwatch.GetTimestamp();
        messages = LogPrompt(messages);
        try
        {
            ChatResponse response = await base.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
            Complete(response.RawRepresentation as NudgingResult, Activity.Current, start);
            return response;
        }
        catch (Exception e)
        {
            LogEnd(e, start);
            throw;
        }
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        long start = Stopwatch.GetTimestamp();
        Activity? span = Activity.Current;
        NudgingResult? result = null;
        bool ended = false;
        IAsyncEnumerator<ChatResponseUpdate> updates = base.GetStreamingResponseAsync(LogPrompt(messages), options, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        try
        {
            while (true)
            {
                try
                {
                    if (!await updates.MoveNextAsync().ConfigureAwait(false))
                    {
                        break;
                    }
                }
                catch (Exception e)
                {
                    ended = true;
                    LogEnd(e, start);
                    throw;
                }

                result = updates.Current.RawRepresentation as NudgingResult ?? result;
                yield return updates.Current;
            }

            ended = true;
            Complete(result, span, start);
        }
        finally
        {
            if (!ended)
            {
                LogEnd(null, start);
            }

            await updates.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            _ownMeter?.Dispose();
        }
    }

    private IEnumerable<ChatMessage> LogPrompt(IEnumerable<ChatMessage> messages)
    {
        if (!LogsTexts)
        {
            return messages;
        }

        ChatMessage[] all = [.. messages];
        string text = string.Join("\n", all.Select(message => $"{message.Role}: {message.Text}"));
        LogPrompt(_modelId, text);
        return all;
    }

    private void Complete(NudgingResult? result, Activity? span, long start)
    {
        if (result is null)
        {
            return;
        }

        _meter.Record(result, _modelId);
        NudgingMeter.Describe(span, result);
        double seconds = Seconds(start);
        int rounds = result.Rounds.Count;
        LogAnswered(_modelId, seconds, result.OutputTokens, rounds, result.NudgingRatio, result.StopReason);
        if (LogsTexts)
        {
            LogAnswer(_modelId, result.Text);
        }
    }

    // Without an exception, the reader of a stream has disposed the enumerator early.
    private void LogEnd(Exception? e, long start)
    {
        double seconds = Seconds(start);
        if (e is null or OperationCanceledException)
        {
            LogCanceled(_modelId, seconds);
        }
        else
        {
            LogFailed(_modelId, seconds, e);
        }
    }

    private static double Seconds(long start) => Stopwatch.GetElapsedTime(start).TotalSeconds;

    [LoggerMessage(EventId = 10, EventName = "Answered", Level = LogLevel.Debug,
        Message = "{Model} answered in {Seconds:F3} s: {OutputTokens} tokens, {Rounds} rounds, nudging ratio {NudgingRatio:F2}, {StopReason}.")]
    private partial void LogAnswered(string? model, double seconds, int outputTokens, int rounds, double nudgingRatio, NudgingStopReason stopReason);

    [LoggerMessage(EventId = 11, EventName = "Canceled", Level = LogLevel.Debug, Message = "A request to {Model} was cancelled after {Seconds:F3} s.")]
    private partial void LogCanceled(string? model, double seconds);

    [LoggerMessage(EventId = 12, EventName = "Failed", Level = LogLevel.Error, Message = "A request to {Model} failed after {Seconds:F3} s.")]
    private partial void LogFailed(string? model, double seconds, Exception exception);

    [LoggerMessage(EventId = 13, EventName = "Prompt", Level = LogLevel.Trace, Message = "Prompt to {Model}:\n{Messages}")]
    private partial void LogPrompt(string? model, string messages);

    [LoggerMessage(EventId = 14, EventName = "Answer", Level = LogLevel.Trace, Message = "Answer of {Model}:\n{Answer}")]
    private partial void LogAnswer(string? model, string answer);
}
