using Microsoft.Extensions.AI;
using Nudging.Chat;

namespace Nudging.Tests.Chat;

/// <summary>The content of a request stays out of logs and exceptions on each way to fail, unless sensitive data is enabled.</summary>
public sealed class SecretTests : IDisposable
{
    private const string Secret = "CANARY1f7c";

    private readonly RecordedLogs _logs = new();

    /// <summary>The ways to fail.</summary>
    public static TheoryData<string> Failures => ["none", "context", "engine", "cancelled", "disposed", "role", "token", "schema", "malformed", "required", "raised", "format", "attribute"];

    public void Dispose() => _logs.Dispose();

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_failing_request_leaves_no_content_of_its_messages_in_logs_and_exceptions(string failure)
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
        Assert.DoesNotContain(Secret, $"{exception} {streamed} {_logs.Text}", StringComparison.Ordinal);
    }

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
