using System.Text.Json.Nodes;
using Nudging.TestSupport;

namespace Samples.Tests;

/// <summary>The same kernel code with a nudging pair and with a server that has the API of OpenAI.</summary>
public sealed class SwapProviderTests
{
    private const string Key = "OPENAI_API_KEY";

    [Fact]
    public async Task Without_arguments_the_code_prints_the_answers_of_the_demo_pair()
    {
        Run run = await RunAsync("");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        string[] lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["prompt", "chat", "chat", "functions"], lines.Select(line => line.Split(':')[0]));
        Assert.Contains("Lima", lines[0], StringComparison.Ordinal);
        Assert.Contains("Lima", lines[1], StringComparison.Ordinal);
        Assert.Contains("12", lines[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("secret", "Bearer secret")]
    [InlineData("", null)]
    public async Task With_the_provider_openai_the_same_code_prints_the_answers_of_the_server(string key, string? authorization)
    {
        await using OpenAIServer server = await OpenAIServer.StartAsync();

        Run run = await RunAsync(key, "--provider", "openai", "--endpoint", server.Endpoint, "--model", "a-model");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            """
            prompt: You asked: What is the capital of Peru?
            chat: You asked: What is the capital of Peru?
            chat: You asked: What is 7 plus 5?
            functions: The result is 19 degrees.

            """.ReplaceLineEndings("\n"),
            run.Output);
        Assert.Equal(5, server.Requests.Count);
        Assert.All(server.Requests, request => Assert.Equal("a-model", (string?)request["model"]));
        Assert.Equal(["user", "assistant", "user"], server.Requests.ElementAt(2)["messages"]!.AsArray().Select(message => (string?)message!["role"]));
        if (authorization is not null)
        {
            Assert.All(server.Authorizations, sent => Assert.Equal(authorization, sent));
        }
    }

    [Theory]
    [InlineData(Key, "--provider", "openai")]
    [InlineData("--endpoint", "--endpoint", "nowhere")]
    [InlineData("gemini", "--provider", "gemini")]
    public async Task A_wrong_argument_is_named_on_the_error_stream(string named, params string[] args)
    {
        Run run = await RunAsync("", args);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(named, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error + run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_status_of_the_server_is_printed_on_the_error_stream()
    {
        await using OpenAIServer server = await OpenAIServer.StartAsync();

        Run run = await RunAsync("", "--provider", "openai", "--endpoint", server.Endpoint + "/elsewhere");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("404", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    private static Task<Run> RunAsync(string key, params string[] args) =>
        SampleProcess.RunAsync("SwapProvider", args, environment: new Dictionary<string, string?> { [Key] = key });
}
