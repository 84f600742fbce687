using System.Diagnostics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Nudging.Chat;
using Nudging.Decoding;

namespace Nudging.Tests.Chat;

/// <summary>Tests of the metrics and logs of requests. Prompts and answers are logged only on request.</summary>
public sealed class NudgingTelemetryChatClientTests : IDisposable
{
    private const string Question = "secret";

    private readonly string _name = $"base-{Guid.NewGuid():N}";
    private readonly AnsweringModel _base;
    private readonly AnsweringModel _aligned = new("aligned");
    private readonly NudgingPair _pair;
    private readonly RecordedLogs _logs = new();
    private readonly RecordedMeasurements _measurements;
    private readonly NudgingTelemetryChatClient _client;

    public NudgingTelemetryChatClientTests()
    {
        _base = new(_name);
        _pair = new(_base, _aligned);
        _measurements = new($"{_name}+aligned");
        _client = new(new NudgingChatClient(_pair), logger: _logs.For<NudgingTelemetryChatClient>());
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _client.Dispose();
        _measurements.Dispose();
        _logs.Dispose();
        _pair.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_answer_is_measured_and_logged_once(bool streamed)
    {
        NudgingResult result = await AskAsync(_client, streamed, Cancellation);

        Assert.Equal(result.NudgingRatio, _measurements.ValueOf("nudging.ratio"));
        Assert.Equal(result.QueueTime.TotalSeconds, _measurements.ValueOf("nudging.queue.duration"));
        Assert.Equal((double)result.OutputTokens / result.BaseUsage.Passes, _measurements.ValueOf("nudging.base.tokens_per_pass"));
        Assert.Equal(result.BaseUsage.CachedTokens, _measurements.ValueOf("nudging.cache.hit_tokens", "base"));
        Assert.Equal(result.AlignedUsage.CachedTokens, _measurements.ValueOf("nudging.cache.hit_tokens", "aligned"));
        Assert.Equal(new HashSet<string?> { "1", "s", "{token}" }, _measurements.All.Select(measurement => measurement.Unit).ToHashSet());

        RecordedLogs.Entry entry = Assert.Single(_logs.Entries);
        Assert.Equal((LogLevel.Debug, 10, "Answered"), (entry.Level, entry.Event.Id, entry.Event.Name));
        Assert.Contains($"{result.OutputTokens} tokens", entry.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Prompts_and_answers_are_logged_only_with_EnableSensitiveData(bool streamed)
    {
        NudgingResult result = await AskAsync(_client, streamed, Cancellation);
        Assert.DoesNotContain(Question, _logs.Text, StringComparison.Ordinal);

        using NudgingTelemetryChatClient open = new(new NudgingChatClient(_pair), logger: _logs.For<NudgingTelemetryChatClient>()) { EnableSensitiveData = true };
        await AskAsync(open, streamed, Cancellation);
        Assert.Equal(["Answered", "Prompt", "Answered", "Answer"], _logs.Events);
        Assert.All(_logs.Entries.Where(entry => entry.Event.Id is 13 or 14), entry => Assert.Equal(LogLevel.Trace, entry.Level));
        Assert.Contains($"user: {Question}", _logs.Text, StringComparison.Ordinal);
        Assert.Contains(result.Text, _logs.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_failure_is_logged_with_its_cause_and_not_measured(bool streamed)
    {
        _base.Pass = (_, _) => throw new InvalidOperationException("broken");
        await Assert.ThrowsAsync<InvalidOperationException>(() => AskAsync(_client, streamed, Cancellation));

        RecordedLogs.Entry entry = Assert.Single(_logs.Entries);
        Assert.Equal((LogLevel.Error, 12, "broken"), (entry.Level, entry.Event.Id, entry.Exception!.Message));
        Assert.Empty(_measurements.All);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_cancelled_request_is_logged_as_cancelled(bool streamed)
    {
        using CancellationTokenSource source = new();
        _base.Pass = (_, _) => source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => AskAsync(_client, streamed, source.Token));

        Assert.Equal(["Canceled"], _logs.Events);
        Assert.Empty(_measurements.All);
    }

    [Fact]
    public async Task A_stream_that_is_not_read_to_its_end_is_logged_as_cancelled()
    {
        await foreach (ChatResponseUpdate update in _client.GetStreamingResponseAsync(Question, cancellationToken: Cancellation))
        {
            break;
        }

        Assert.Equal(["Canceled"], _logs.Events);
    }

    [Theory]
    [InlineData("chat model", false, true)]
    [InlineData("chat model", true, true)]
    [InlineData("GET /", false, false)]
    public async Task Only_the_span_of_the_request_gets_the_nudging_tags(string operation, bool streamed, bool described)
    {
        using ActivitySource source = new($"test-{Guid.NewGuid():N}");
        using ActivityListener listener = new()
        {
            ShouldListenTo = candidate => candidate == source,
            Sample = (ref _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        using Activity span = source.StartActivity(operation)!;

        NudgingResult result = await AskAsync(_client, streamed, Cancellation);
        Assert.Equal(described ? result.NudgingRatio : null, span.GetTagItem("nudging.ratio"));
        Assert.Equal(described ? result.Rounds.Count : null, span.GetTagItem("nudging.rounds"));
        Assert.Equal(described ? "AlignedModelStopped" : null, span.GetTagItem("nudging.stop_reason"));
    }

    private static async Task<NudgingResult> AskAsync(NudgingTelemetryChatClient client, bool streamed, CancellationToken cancellationToken)
    {
        ChatOptions options = new() { AdditionalProperties = new() { ["lookahead"] = 4 } };
        if (!streamed)
        {
            return (NudgingResult)(await client.GetResponseAsync(Question, options, cancellationToken)).RawRepresentation!;
        }

        object? last = null;
        await foreach (ChatResponseUpdate update in client.GetStreamingResponseAsync(Question, options, cancellationToken))
        {
            last = update.RawRepresentation;
        }

        return (NudgingResult)last!;
    }
}
