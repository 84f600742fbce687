using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Nudging.Tests.Models;

/// <summary>A completions endpoint whose model writes one character at a time, as a function of the three characters before.</summary>
internal sealed class CompletionsServer : HttpMessageHandler
{
    private const string Vocabulary = "etaoin shrdlu";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Assert.Equal("/v1/completions", request.RequestUri!.AbsolutePath);
        JsonElement body = await request.Content!.ReadFromJsonAsync<JsonElement>(cancellationToken);
        string text = body.GetProperty("prompt").GetString()!;
        List<string> tokens = [];
        List<float> logprobs = [];
        string finishReason = "length";
        while (tokens.Count < body.GetProperty("max_tokens").GetInt32() && finishReason == "length")
        {
            uint hash = 2166136261;
            foreach (char character in text.AsSpan(Math.Max(0, text.Length - 3)))
            {
                hash = (hash ^ character) * 16777619;
            }

            hash ^= hash >> 15;
            bool isEnd = hash % 43 == 0;
            tokens.Add(isEnd ? "" : Vocabulary[(int)(hash % (uint)Vocabulary.Length)].ToString());
            logprobs.Add(MathF.Log((1 + (hash / 7 % 100)) / 101f));
            text += tokens[^1];
            finishReason = isEnd ? "stop" : "length";
        }

        return new(HttpStatusCode.OK)
        {
            Content = JsonContent.Create(new { choices = new[] { new { logprobs = new { tokens, token_logprobs = logprobs }, finish_reason = finishReason } } }),
        };
    }
}
