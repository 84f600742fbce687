using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Nudging.Models;

namespace Nudging.Tests.Models;

/// <summary>A language model behind an OpenAI-compatible completions endpoint. Always takes the most probable token.</summary>
public sealed class CompletionsModel(HttpClient http, string name, int contextLength) : ILanguageModel
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
    private volatile bool _disposed;

    // No capability is set: drafts are not scored in one pass, and token counts are estimates.
    public LanguageModelInfo Info { get; } = new()
    {
        Name = name,
        ProviderName = "completions",
        Location = http.BaseAddress,
        ContextLength = contextLength,
        MaxConcurrentRequests = 16,
    };

    public IReadOnlyList<string> SpecialTokens { get; init; } = [];

    // The server recognises special tokens anywhere in a prompt.
    public ILanguageModelSession CreateSession(Prompt prompt, LanguageModelSessionOptions? options = null)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (SpecialTokens.FirstOrDefault(prompt.ContainsInOrdinaryText) is { } token)
        {
            throw new ArgumentException($"The prompt of the model '{Info.Name}' has the special token '{token}' in ordinary text. Remove the token from messages and documents.", nameof(prompt));
        }

        return options?.Sampling is null
            ? new Session(this, prompt.Text)
            : throw new NotSupportedException($"The model '{Info.Name}' always takes the most probable token. Leave temperature, penalties and constraint at their defaults.");
    }

    // A token of English text has about four characters.
    public ValueTask<int> CountTokensAsync(string text, CancellationToken cancellationToken = default) => new((text.Length + 3) / 4);

    public void Dispose() => _disposed = true;

    public ValueTask DisposeAsync()
    {
        Dispose();
        return default;
    }

    private async Task<Choice> CompleteAsync(string prompt, int maxTokens, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var request = new { Model = Info.Name, Prompt = prompt, MaxTokens = maxTokens, Temperature = 0, Logprobs = 1 };
        using HttpResponseMessage response = await http.PostAsJsonAsync("v1/completions", request, Json, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.BadRequest)
        {
            throw new ContextLengthExceededException(await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false));
        }

        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<Completion>(Json, cancellationToken).ConfigureAwait(false))!.Choices[0];
    }

    private sealed class Session(CompletionsModel model, string prompt) : ILanguageModelSession
    {
        public ModelUsage Usage { get; private set; }

        public ValueTask<int> CountPromptTokensAsync(CancellationToken cancellationToken = default) => model.CountTokensAsync(prompt, cancellationToken);

        public async ValueTask<Continuation> ContinueAsync(string text, ContinuationOptions options, CancellationToken cancellationToken = default)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxTokens, 1);
            Choice choice = await model.CompleteAsync(prompt + text, options.MaxTokens, cancellationToken).ConfigureAwait(false);
            Usage = Usage with { Passes = Usage.Passes + choice.Logprobs.Tokens.Length };
            List<ContinuationToken> tokens = [];
            foreach ((string token, float logProbability) in choice.Logprobs.Tokens.Zip(choice.Logprobs.TokenLogprobs))
            {
                float probability = MathF.Exp(logProbability);
                if (probability < options.MinTopProbability && !(options.AlwaysAcceptFirst && tokens.Count == 0))
                {
                    return End(tokens, ContinuationFinishReason.BelowMinTopProbability, probability);
                }

                // Servers give an end-of-sequence token no text.
                if (token.Length == 0)
                {
                    return End(tokens, ContinuationFinishReason.EndOfSequence, probability);
                }

                tokens.Add(new(token, probability));
                string written = string.Concat(tokens.Select(part => part.Text));
                int stop = options.StopSequences.Select(stop => written.IndexOf(stop, StringComparison.Ordinal)).Where(place => place >= 0).DefaultIfEmpty(-1).Min();
                if (stop >= 0)
                {
                    return End(Cut(tokens, stop), ContinuationFinishReason.StopSequence);
                }
            }

            return End(tokens, choice.FinishReason == "stop" ? ContinuationFinishReason.EndOfSequence : ContinuationFinishReason.MaxTokens);
        }

        public ValueTask DisposeAsync() => default;

        private static Continuation End(IReadOnlyList<ContinuationToken> tokens, ContinuationFinishReason reason, float probability = 0) =>
            new() { Tokens = tokens, FinishReason = reason, FinishProbability = probability };

        private static List<ContinuationToken> Cut(IEnumerable<ContinuationToken> tokens, int length)
        {
            List<ContinuationToken> kept = [];
            foreach (ContinuationToken token in tokens.TakeWhile(_ => length > 0))
            {
                kept.Add(token with { Text = token.Text[..Math.Min(token.Text.Length, length)] });
                length -= token.Text.Length;
            }

            return kept;
        }
    }

    private sealed record Completion(Choice[] Choices);

    private sealed record Choice(LogProbabilities Logprobs, string FinishReason);

    private sealed record LogProbabilities(string[] Tokens, float[] TokenLogprobs);
}
