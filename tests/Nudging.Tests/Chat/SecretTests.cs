using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using Nudging.Chat;

namespace Nudging.Tests.Chat;

/// <summary>The content of a request stays out of logs, measurements, activities and exceptions on each way to fail, unless sensitive data is enabled.</summary>
public sealed class SecretTests : IDisposable
{
    private const string Secret = "CANARY1f7c";

    private readonly RecordedLogs _logs = new();
    private readonly ConcurrentQueue<string> _observed = new();
    private readonly MeterListener _measurements = new();
    private readonly ActivityListener _activities;

    public SecretTests()
    {
        _measurements.InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument);
        _measurements.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Observe(instrument, tags));
        _measurements.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Observe(instrument, tags));
        _measurements.SetMeasurementEventCallback<int>((instrument, _, tags, _) => Observe(instrument, tags));
        _measurements.Start();
        _activities = new()
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => _observed.Enqueue(
                $"{activity.DisplayName} {activity.StatusDescription} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Events.SelectMany(one => one.Tags))}"),
        };
        ActivitySource.AddActivityListener(_activities);
    }

    /// <summary>The ways to fail.</summary>
    public static TheoryData<string> Failures => ["none", "context", "engine", "cancelled", "disposed", "role", "token", "schema", "malformed", "required", "raised", "format", "attribute"];

    public void Dispose()
    {
        _measurements.Dispose();
        _activities.Dispose();
        _logs.Dispose();
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_failing_request_leaves_no_content_of_its_messages_in_what_others_see(string failure)
    {
        AnsweringModel Model(string name) => new(name, Template(failure), contextLength: failure == "context" ? 3 : int.MaxValue)
        {
            AnswerToPrompt = failure == "malformed" ? _ => $"<tool_call>{Secret}</tool_call>" : null,
            Pass = failure == "engine" ? (_, _) => throw new InvalidOperationException("The engine is broken.") : null,
        };
        NudgingPair pair = new(Model("base"), Model("aligned"));
        using NudgingTelemetryChatClient client = new(new NudgingChatClient(pair, logger: _logs.For<NudgingChatClient>()), logger: _logs.For<NudgingTelemetryChatClient>());
        ChatOptions options = new() { Tools = [AIFunctionFactory.Create((string city) => city, "Clock_In")] };
        List<ChatMessage> messages =
        [
            new(ChatRole.System, Secret),
            new(ChatRole.User, $"What of {Secret}?"),
            new(ChatRole.Assistant, [new FunctionCallContent(Secret, "Clock_In", new Dictionary<string, object?> { ["city"] = Secret })]),
            new(ChatRole.Tool, [new FunctionResultContent(Secret, Secret)]),
            new(ChatRole.User, $"And {Secret}?"),
        ];
        using var cancellation = new CancellationTokenSource();
        switch (failure)
        {
            case "cancelled":
                await cancellation.CancelAsync();
                break;
            case "disposed":
                await pair.DisposeAsync();
                break;
            case "role":
                messages.Add(new(new ChatRole("critic"), Secret));
                break;
            case "token":
                options.MaxOutputTokens = -1;
                break;
            case "schema":
                options.ResponseFormat = ChatResponseFormat.ForJsonSchema(System.Text.Json.JsonDocument.Parse("""{"$ref": "#/none"}""").RootElement);
                break;
            case "required":
                options.ToolMode = ChatToolMode.RequireSpecific("Other");
                break;
        }

        Exception? exception = await Record.ExceptionAsync(() => client.GetResponseAsync(messages, options, cancellation.Token));
        Exception? streamed = await Record.ExceptionAsync(async () => await client.GetStreamingResponseAsync(messages, options, cancellation.Token).ToListAsync(CancellationToken.None));
        await cancellation.CancelAsync();
        await pair.DisposeAsync();

        Assert.Equal(failure is not ("none" or "malformed"), exception is not null);
        Assert.Equal(exception?.GetType(), streamed?.GetType());
        Assert.True(failure != "none" || _observed.Any(text => text.StartsWith("nudging.", StringComparison.Ordinal)));
        Assert.DoesNotContain(Secret, $"{exception} {streamed} {_logs.Text} {string.Join(' ', _observed)}", StringComparison.Ordinal);
    }

    private void Observe(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _observed.Enqueue($"{instrument.Name} {string.Join(' ', tags.ToArray())}");

    // A model whose template fails is refused when a client is created, so that each template fails with a message only.
    private static string Template(string failure) => CallingPair.Template + failure switch
    {
        "raised" => Failing("raise_exception('Not allowed: ' ~ messages[0].content)"),
        "format" => Failing("('{' ~ messages[0].content ~ '}').format()"),
        "attribute" => Failing("messages[0][messages[0].content].x"),
        _ => "",
    };

    private static string Failing(string expression) => $"{{% if '{Secret}' in messages[0].content %}}{{{{ {expression} }}}}{{% endif %}}";
}
