using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Samples.Tests;

/// <summary>A local server with the API of OpenAI's chat completions: the server repeats the last question, or calls the first tool of the request.</summary>
internal sealed class OpenAIServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OpenAIServer()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        _app.MapPost("/v1/chat/completions", AnswerAsync);
    }

    /// <summary>The bodies of the requests, in order.</summary>
    public ConcurrentQueue<JsonObject> Requests { get; } = new();

    /// <summary>The Authorization headers of the requests, in order.</summary>
    public ConcurrentQueue<string?> Authorizations { get; } = new();

    public string Endpoint => $"{_app.Urls.Single()}/v1";

    public static async Task<OpenAIServer> StartAsync()
    {
        var server = new OpenAIServer();
        await server._app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static JsonObject Message(JsonObject request)
    {
        JsonNode last = request["messages"]!.AsArray()[^1]!;
        if ((string?)last["role"] == "tool")
        {
            return new() { ["role"] = "assistant", ["content"] = $"The result is {last["content"]}." };
        }

        if (request["tools"] is JsonArray tools)
        {
            JsonObject function = new() { ["name"] = (string?)tools[0]!["function"]!["name"], ["arguments"] = """{"city":"Lima"}""" };
            JsonObject call = new() { ["id"] = "call_BqLk2vT7", ["type"] = "function", ["function"] = function };
            return new() { ["role"] = "assistant", ["content"] = null, ["tool_calls"] = new JsonArray(call) };
        }

        return new() { ["role"] = "assistant", ["content"] = $"You asked: {last["content"]}" };
    }

    // The fields are from OpenAI's API reference.
    private static JsonObject Completion(JsonObject request, string kind, JsonObject choice) => new()
    {
        ["id"] = "chatcmpl-B9MBs8Cj",
        ["object"] = kind,
        ["created"] = 1741569952,
        ["model"] = (string?)request["model"],
        ["system_fingerprint"] = "fp_44709d6fcb",
        ["choices"] = new JsonArray(choice),
    };

    private static JsonObject Chunk(JsonObject request, JsonObject delta, string? finishReason) => Completion(
        request,
        "chat.completion.chunk",
        new() { ["index"] = 0, ["delta"] = delta, ["logprobs"] = null, ["finish_reason"] = finishReason });

    private async Task AnswerAsync(HttpContext context)
    {
        JsonObject request = (JsonObject)(await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!;
        Requests.Enqueue(request);
        Authorizations.Enqueue(context.Request.Headers.Authorization);
        JsonObject message = Message(request);
        if ((bool?)request["stream"] == true)
        {
            await StreamAsync(context.Response, request, (string)message["content"]!);
            return;
        }

        JsonObject completion = Completion(
            request,
            "chat.completion",
            new() { ["index"] = 0, ["message"] = message, ["logprobs"] = null, ["finish_reason"] = message.ContainsKey("tool_calls") ? "tool_calls" : "stop" });
        completion["usage"] = new JsonObject { ["prompt_tokens"] = 19, ["completion_tokens"] = 10, ["total_tokens"] = 29 };
        await context.Response.WriteAsJsonAsync(completion, context.RequestAborted);
    }

    private static async Task StreamAsync(HttpResponse response, JsonObject request, string text)
    {
        response.ContentType = "text/event-stream";
        JsonObject[] chunks =
        [
            Chunk(request, new() { ["role"] = "assistant", ["content"] = "" }, null),
            .. text.Chunk(5).Select(piece => Chunk(request, new() { ["content"] = new string(piece) }, null)),
            Chunk(request, [], "stop"),
        ];
        foreach (string data in chunks.Select(chunk => chunk.ToJsonString()).Append("[DONE]"))
        {
            await response.WriteAsync($"data: {data}\n\n");
        }
    }
}
