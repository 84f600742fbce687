using System.Net;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Nudging.Chat;
using Nudging.Tests.Chat;
using WebApi;

namespace Samples.Tests;

/// <summary>The web sample over HTTP.</summary>
public sealed class WebApiTests
{
    private const string Prompt = """{"prompt": "What is the capital of Peru?"}""";

    [Fact]
    public async Task The_demo_pair_answers_and_is_healthy()
    {
        await using Server server = await Server.StartAsync();

        Assert.Equal("Healthy", await server.Client.GetStringAsync("/health", TestContext.Current.CancellationToken));
        JsonNode answer = await AnswerAsync(server, Prompt);
        Assert.Contains("Lima", (string?)answer["text"], StringComparison.Ordinal);
        Assert.Equal("AlignedModelStopped", (string?)answer["stopReason"]);
        Assert.Equal((string?)answer["text"], string.Concat(answer["segments"]!.AsArray().Select(segment => (string?)segment!["text"])));
        Assert.InRange((double)answer["nudgingRatio"]!, 0.01, 0.99);
    }

    [Fact]
    public async Task The_segments_of_a_stream_join_to_the_same_answer_and_name_their_models()
    {
        await using Server server = await Server.StartAsync();

        JsonNode answer = await AnswerAsync(server, Prompt);
        using HttpResponseMessage response = await PostAsync(server, "/chat/stream", Prompt);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        Stream body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        List<SseItem<string>> events = await SseParser.Create(body).EnumerateAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

        Assert.All(events.SkipLast(1), item => Assert.Equal("segment", item.EventType));
        Assert.Equal("done", events[^1].EventType);
        Assert.True(JsonNode.DeepEquals(answer, JsonNode.Parse(events[^1].Data)));
        JsonNode[] pieces = [.. events.SkipLast(1).Select(item => JsonNode.Parse(item.Data)!)];
        Assert.Equal((string?)answer["text"], string.Concat(pieces.Select(piece => (string?)piece["text"])));
        Assert.Equal(["aligned", "base"], pieces.Select(piece => (string?)piece["source"]).Distinct().Order());
    }

    [Fact]
    public async Task The_last_message_of_a_chat_is_answered()
    {
        await using Server server = await Server.StartAsync();

        JsonNode answer = await AnswerAsync(
            server,
            """
            {"messages": [
              {"role": "user", "content": "What is the capital of Peru?"},
              {"role": "assistant", "content": "Lima."},
              {"role": "user", "content": "What is 7 plus 5?"}], "maxTokens": 9}
            """);

        Assert.Contains("12", (string?)answer["text"], StringComparison.Ordinal);
        Assert.InRange((int)answer["outputTokens"]!, 1, 9);
    }

    [Theory]
    [InlineData("{}", "prompt")]
    [InlineData("null", "")]
    [InlineData("""{"prompt": "a", "messages": [{"role": "user", "content": "b"}]}""", "either")]
    [InlineData("""{"prompt": " "}""", "prompt is blank")]
    [InlineData("""{"messages": []}""", "messages")]
    [InlineData("""{"messages": [null]}""", "messages[0].role is missing")]
    [InlineData("""{"messages": [{"role": "user", "content": "b"}, {"role": "robot", "content": "b"}]}""", "messages[1].role is 'robot'")]
    [InlineData("""{"messages": [{"role": "user"}]}""", "messages[0].content is blank")]
    [InlineData("""{"prompt": "a", "maxTokens": 0}""", "maxTokens is 0")]
    [InlineData("""{"prompt": 7}""", "JSON")]
    [InlineData("{", "JSON")]
    public async Task An_invalid_request_gets_problem_details_that_name_the_error(string body, string detail)
    {
        await using Server server = await Server.StartAsync(Answering());

        foreach (string path in (string[])["/chat", "/chat/stream"])
        {
            using HttpResponseMessage response = await PostAsync(server, path, body);
            await AssertProblemAsync(response, HttpStatusCode.BadRequest, detail);
        }
    }

    [Fact]
    public async Task A_prompt_beyond_the_context_length_is_a_bad_request()
    {
        await using Server server = await Server.StartAsync();

        string question = string.Join(' ', Enumerable.Repeat("Why?", 5000));
        foreach (string path in (string[])["/chat", "/chat/stream"])
        {
            using HttpResponseMessage response = await PostAsync(server, path, new JsonObject { ["prompt"] = question }.ToJsonString());
            await AssertProblemAsync(response, HttpStatusCode.BadRequest, "tokens");
        }
    }

    [Fact]
    public async Task Settings_are_read_from_the_configuration()
    {
        await using Server server = await Server.StartAsync(null, "--Nudging:Generation:MaxOutputTokens", "3");
        JsonNode answer = await AnswerAsync(server, Prompt);
        Assert.InRange((int)answer["outputTokens"]!, 1, 3);
    }

    [Theory]
    [InlineData("--Nudging:Generation:Threshold", "high", "Nudging:Generation:Threshold")]
    [InlineData("--Nudging:BaseModelPath", "no/such/folder", "no/such/folder")]
    public async Task The_server_does_not_start_with_a_wrong_setting_and_names_the_setting(string key, string value, string named)
    {
        Exception? failure = await Record.ExceptionAsync(() => Server.StartAsync(null, key, value));
        Assert.Contains(named, failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_message_of_an_internal_error_is_not_sent()
    {
        await using Server server = await Server.StartAsync(Answering((_, _) => throw new IOException("a secret")));

        using HttpResponseMessage response = await PostAsync(server, "/chat", Prompt);
        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain("secret", body, StringComparison.Ordinal);
        Assert.Equal(500, (int)JsonNode.Parse(body)!["status"]!);
    }

    [Theory]
    [InlineData("/chat")]
    [InlineData("/chat/stream")]
    public async Task A_disconnected_client_cancels_its_answer_and_the_next_request_is_answered(string path)
    {
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using Server server = await Server.StartAsync(Answering(async (prompt, cancellationToken) =>
        {
            if (prompt.Contains("stuck", StringComparison.Ordinal))
            {
                using CancellationTokenRegistration registration = cancellationToken.Register(stopped.SetResult);
                begun.SetResult();
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
        }));

        using (var clientSource = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken))
        {
            Task<HttpResponseMessage> request = PostAsync(server, path, """{"prompt": "stuck"}""", clientSource.Token);
            await begun.Task.WaitAsync(TestContext.Current.CancellationToken);
            await clientSource.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        }

        await stopped.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(AnsweringModel.AnswerTo("Why?"), (string?)(await AnswerAsync(server, """{"prompt": "Why?"}"""))["text"]);
    }

    [Fact]
    public async Task A_client_that_disconnects_during_a_stream_cancels_its_answer()
    {
        int passes = 0;
        TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using Server server = await Server.StartAsync(Answering(async (_, cancellationToken) =>
        {
            if (Interlocked.Increment(ref passes) > 4)
            {
                using CancellationTokenRegistration registration = cancellationToken.Register(() => stopped.TrySetResult());
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
        }));

        using (HttpResponseMessage response = await PostAsync(server, "/chat/stream", Prompt))
        {
            Stream body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
            await foreach (SseItem<string> item in SseParser.Create(body).EnumerateAsync(TestContext.Current.CancellationToken))
            {
                Assert.Equal("segment", item.EventType);
                break;
            }
        }

        await stopped.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("/chat")]
    [InlineData("/chat/stream")]
    public async Task A_request_beyond_the_queue_gets_status_503(string path)
    {
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource free = new(TaskCreationOptions.RunContinuationsAsynchronously);
        NudgingPair pair = Answering(
            (_, cancellationToken) =>
            {
                begun.TrySetResult();
                return free.Task.WaitAsync(cancellationToken);
            },
            new() { MaxQueuedRequests = 0 });
        await using Server server = await Server.StartAsync(pair);

        Task<JsonNode> first = AnswerAsync(server, Prompt);
        await begun.Task.WaitAsync(TestContext.Current.CancellationToken);
        using (HttpResponseMessage response = await PostAsync(server, path, Prompt))
        {
            await AssertProblemAsync(response, HttpStatusCode.ServiceUnavailable, "MaxQueuedRequests");
        }

        free.SetResult();
        Assert.NotEmpty((string)(await first)["text"]!);
    }

    private static NudgingPair Answering(Func<string, CancellationToken, Task>? pass = null, NudgingPairOptions? options = null) =>
        new(new AnsweringModel("base") { Pass = pass }, new AnsweringModel("aligned") { Pass = pass }, options);

    private static async Task<JsonNode> AnswerAsync(Server server, string body)
    {
        using HttpResponseMessage response = await PostAsync(server, "/chat", body);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!;
    }

    private static async Task<HttpResponseMessage> PostAsync(Server server, string path, string body, CancellationToken? cancellationToken = null)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        return await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken ?? TestContext.Current.CancellationToken);
    }

    private static async Task AssertProblemAsync(HttpResponseMessage response, HttpStatusCode status, string detail)
    {
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        JsonNode problem = (await response.Content.ReadFromJsonAsync<JsonNode>(TestContext.Current.CancellationToken))!;
        Assert.Contains(detail, (string?)problem["detail"], StringComparison.Ordinal);
    }

    /// <summary>The sample on a free local port, with the demo pair or another pair.</summary>
    private sealed class Server : IAsyncDisposable
    {
        private readonly WebApplication _app;

        private Server(WebApplication app)
        {
            _app = app;
            Client = new() { BaseAddress = new Uri(app.Urls.Single()) };
        }

        public HttpClient Client { get; }

        public static async Task<Server> StartAsync(NudgingPair? pair = null, params string[] args)
        {
            string[] warmUp = pair is null ? [] : ["--Nudging:WarmUp", "false"];
            WebApplication app = ChatApi.Create(["--urls", "http://127.0.0.1:0", .. warmUp, .. args], services =>
            {
                services.AddLogging(logging => logging.ClearProviders());
                if (pair is not null)
                {
                    services.AddNudgingChatCompletion(_ => pair);
                }
            });
            await app.StartAsync(TestContext.Current.CancellationToken);
            return new(app);
        }

        public async ValueTask DisposeAsync()
        {
            Client.Dispose();
            await _app.DisposeAsync();
        }
    }
}
