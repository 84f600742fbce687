using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Nudging.Models;

namespace Nudging.Tests.Chat;

/// <summary>A language model that answers the last question of its prompt. The answer depends on the question only, not on the prompt's format.</summary>
/// <remarks>A word with an even number of letters has a probability of 0.9, another word 0.1, so that two such models take turns.</remarks>
public sealed partial class AnsweringModel : ILanguageModel
{
    public const string ChatTemplate =
        "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}{% endfor %}" +
        "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

    private int _disposals;
    private int _openSessions;
    private int _promptsCounted;

    public AnsweringModel(string name = "model", string? chatTemplate = ChatTemplate, int maxConcurrentRequests = 1, int contextLength = int.MaxValue) => Info = new()
    {
        Name = name,
        ProviderName = "test",
        Location = new Uri($"file:///models/{name}"),
        ContextLength = contextLength,
        MaxConcurrentRequests = maxConcurrentRequests,
        ChatTemplate = chatTemplate,
        Capabilities = new() { Constraints = true, PositionKeyedSampling = true, ExactTokenCounts = true },
    };

    public LanguageModelInfo Info { get; }

    /// <summary>The answer to a question.</summary>
    public Func<string, string> Answer { get; init; } = AnswerTo;

    /// <summary>The answer to a whole prompt, where the answer does not depend on the last question only.</summary>
    public Func<string, string>? AnswerToPrompt { get; init; }

    /// <summary>Called before each pass with the prompt.</summary>
    public Func<string, CancellationToken, Task>? Pass { get; set; }

    /// <summary>Called before a session is created.</summary>
    public Action? CreatingSession { get; set; }

    /// <summary>Called before the tokens of a prompt are counted.</summary>
    public Func<CancellationToken, Task>? CountingPrompt { get; set; }

    /// <summary>The prompts of all sessions that were asked for tokens, in the order of their first calls.</summary>
    public ConcurrentQueue<string> Prompts { get; } = new();

    /// <summary>Gets the prompts of all sessions, with their ranges.</summary>
    public ConcurrentQueue<Prompt> FormattedPrompts { get; } = new();

    /// <summary>The sampling options of the sessions, in order of creation.</summary>
    public ConcurrentQueue<SamplingOptions?> Samplings { get; } = new();

    public int Disposals => _disposals;

    public int OpenSessions => _openSessions;

    /// <summary>An answer that is long enough for both models to take turns.</summary>
    public static string AnswerTo(string question) =>
        $"You asked me {question} and this is all that I can tell you about it after a long time of very careful thought. That is it.";

    public static int CountTokens(string text) => Token().Count(text);

    /// <summary>The texts whose tokens the model counted, without the prompts of sessions.</summary>
    public ConcurrentQueue<string> CountedTexts { get; } = new();

    /// <summary>The number of calls in which a session counted the tokens of its prompt.</summary>
    public int PromptsCounted => _promptsCounted;

    public ValueTask<int> CountTokensAsync(string text, CancellationToken cancellationToken = default)
    {
        CountedTexts.Enqueue(text);
        return new(CountTokens(text));
    }

    public ILanguageModelSession CreateSession(Prompt prompt, LanguageModelSessionOptions? options = null)
    {
        ObjectDisposedException.ThrowIf(_disposals > 0, this);
        CreatingSession?.Invoke();
        Samplings.Enqueue(options?.Sampling);
        FormattedPrompts.Enqueue(prompt);
        Interlocked.Increment(ref _openSessions);
        return new Session(this, prompt.Text);
    }

    public void Dispose() => Interlocked.Increment(ref _disposals);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    [GeneratedRegex(@"\s*\S+|\s+")]
    private static partial Regex Token();

    [GeneratedRegex(@"(?:Question: |user\n)(.*?)(?:<\||\n|$)")]
    private static partial Regex Question();

    private static float Probability(string token) => token.Trim().Length % 2 == 0 ? 0.9f : 0.1f;

    private sealed class Session(AnsweringModel model, string prompt) : ILanguageModelSession
    {
        private readonly string _answer = model.AnswerToPrompt?.Invoke(prompt) ?? model.Answer(Question().Matches(prompt)[^1].Groups[1].Value);

        private bool _isAsked;

        public ModelUsage Usage { get; private set; }

        public async ValueTask<int> CountPromptTokensAsync(CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref model._promptsCounted);
            await (model.CountingPrompt?.Invoke(cancellationToken) ?? Task.CompletedTask);
            return CountTokens(prompt);
        }

        public async ValueTask<Continuation> ContinueAsync(string text, ContinuationOptions options, CancellationToken cancellationToken = default)
        {
            if (!_isAsked)
            {
                _isAsked = true;
                model.Prompts.Enqueue(prompt);
            }

            await Task.Yield();
            await (model.Pass?.Invoke(prompt, cancellationToken) ?? Task.CompletedTask);
            cancellationToken.ThrowIfCancellationRequested();
            Usage = Usage with { Passes = Usage.Passes + 1 };
            List<ContinuationToken> tokens = [];
            foreach (string token in Rest(text))
            {
                if (tokens.Count == options.MaxTokens)
                {
                    return new Continuation { Tokens = tokens, FinishReason = ContinuationFinishReason.MaxTokens };
                }

                if (Probability(token) < options.MinTopProbability && !(tokens.Count == 0 && options.AlwaysAcceptFirst))
                {
                    return new Continuation { Tokens = tokens, FinishReason = ContinuationFinishReason.BelowMinTopProbability, FinishProbability = Probability(token) };
                }

                tokens.Add(new ContinuationToken(token, Probability(token)));
            }

            return new Continuation { Tokens = tokens, FinishReason = ContinuationFinishReason.EndOfSequence, FinishProbability = 0.9f };
        }

        public ValueTask<IReadOnlyList<ScoredPosition>> ScoreAsync(string text, string draft, CancellationToken cancellationToken = default)
        {
            List<ScoredPosition> positions = [];
            int offset = 0;
            foreach (string token in Tokens(draft).Append(""))
            {
                string? choice = Rest(text + draft[..offset]).FirstOrDefault();
                positions.Add(new ScoredPosition(offset, choice ?? "", choice is null ? 0.9f : Probability(choice), choice is null));
                offset += token.Length;
            }

            return ValueTask.FromResult<IReadOnlyList<ScoredPosition>>(positions);
        }

        public ValueTask DisposeAsync()
        {
            Interlocked.Decrement(ref model._openSessions);
            return ValueTask.CompletedTask;
        }

        private IEnumerable<string> Rest(string text) => _answer.StartsWith(text, StringComparison.Ordinal) ? Tokens(_answer[text.Length..]) : [];

        private static IEnumerable<string> Tokens(string text) => Token().Matches(text).Select(token => token.Value);
    }
}
