using System.Globalization;
using Nudging.Models;

namespace Nudging.Tests.Models;

/// <summary>The next token of a scripted model.</summary>
/// <param name="Text">The text of the next token; empty for the end of sequence.</param>
/// <param name="Probability">The top-1 probability of the token.</param>
/// <param name="IsSplit">Whether the text consists of two tokens of that probability. The first token has an empty text.</param>
public readonly record struct ScriptedChoice(string Text, float Probability, bool IsSplit = false);

/// <summary>A language model whose next token is a function of the whole text before it.</summary>
public sealed class ScriptedLanguageModel(Func<string, ScriptedChoice> choose, Func<string, IReadOnlyList<string>>? tokenize = null) : ILanguageModel
{
    private readonly Func<string, ScriptedChoice> _choose = choose;
    private readonly Func<string, IReadOnlyList<string>> _tokenize = tokenize ?? Characters;

    public LanguageModelInfo Info => new() { Name = "scripted", ProviderName = "test", ContextLength = int.MaxValue, Capabilities = Capabilities with { ScoresDraftInOnePass = ScoresDraftInOnePass } };

    public LanguageModelCapabilities Capabilities { get; init; } = new() { Constraints = true, PositionKeyedSampling = true, ExactTokenCounts = true };

    public bool ScoresDraftInOnePass { get; init; }

    public int ContextLength { get; init; } = int.MaxValue;

    public Action<string, ContinuationOptions>? Continuing { get; set; }

    public Action? CreatingSession { get; init; }

    public int SessionsCreated { get; private set; }

    public int SessionsDisposed { get; private set; }

    /// <summary>Creates a model that writes a given text after each given text, and ends the sequence after all other texts.</summary>
    public static ScriptedLanguageModel FromTable(params (string After, string Text, double Probability)[] table) =>
        new(text => table.Where(row => row.After == text).Select(row => new ScriptedChoice(row.Text, (float)row.Probability)).FirstOrDefault(new ScriptedChoice("", 0.5f)));

    /// <summary>Creates a model that writes a text word by word, then ends the sequence.</summary>
    public static ScriptedLanguageModel Writing(string text, double probability, string prompt = "") =>
        new(soFar =>
        {
            string rest = soFar.StartsWith(prompt, StringComparison.Ordinal) && text.StartsWith(soFar[prompt.Length..], StringComparison.Ordinal)
                ? text[(soFar.Length - prompt.Length)..]
                : "";
            return new ScriptedChoice(rest.Length == 0 ? "" : Words(rest)[0], (float)probability);
        }, Words);

    /// <summary>Splits a text before every run of spaces.</summary>
    public static IReadOnlyList<string> Words(string text)
    {
        List<string> words = [];
        foreach (char character in text)
        {
            if (words.Count == 0 || (character == ' ' && !words[^1].EndsWith(' ')))
            {
                words.Add("");
            }

            words[^1] += character;
        }

        return words;
    }

    public static IReadOnlyList<string> Characters(string text) => [.. text.EnumerateRunes().Select(rune => rune.ToString())];

    public int CountTokens(string text) => _tokenize(text).Count;

    public ValueTask<int> CountTokensAsync(string text, CancellationToken cancellationToken = default) => new(CountTokens(text));

    public ILanguageModelSession CreateSession(Prompt prompt, LanguageModelSessionOptions? options = null)
    {
        CreatingSession?.Invoke();
        SessionsCreated++;
        return new Session(this, prompt.Text);
    }

    public void Dispose()
    {
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Continuation Continue(string text, ContinuationOptions options)
    {
        List<ContinuationToken> tokens = [];
        if (CountTokens(text) > ContextLength)
        {
            throw new ContextLengthExceededException(string.Create(CultureInfo.InvariantCulture, $"{text.Length} characters do not fit."));
        }

        string? draft = options.Draft;
        while (tokens.Count < options.MaxTokens)
        {
            ScriptedChoice choice = _choose(text);
            if (CountTokens(text) == ContextLength)
            {
                return new Continuation { Tokens = tokens, FinishReason = ContinuationFinishReason.ContextFull };
            }

            if (choice.Text.Length == 0)
            {
                return new Continuation { Tokens = tokens, FinishReason = ContinuationFinishReason.EndOfSequence, FinishProbability = choice.Probability };
            }

            if (choice.Probability < options.MinTopProbability && !(tokens.Count == 0 && options.AlwaysAcceptFirst))
            {
                return new Continuation { Tokens = tokens, FinishReason = ContinuationFinishReason.BelowMinTopProbability, FinishProbability = choice.Probability };
            }

            if (choice.IsSplit)
            {
                tokens.Add(new ContinuationToken("", choice.Probability));
                if (tokens.Count == options.MaxTokens)
                {
                    break;
                }

                if (choice.Probability < options.MinTopProbability)
                {
                    return new Continuation { Tokens = tokens, FinishReason = ContinuationFinishReason.BelowMinTopProbability, FinishProbability = choice.Probability };
                }
            }

            tokens.Add(new ContinuationToken(choice.Text, choice.Probability));
            text += choice.Text;
            if (draft is not null && !draft.StartsWith(choice.Text, StringComparison.Ordinal))
            {
                return new Continuation { Tokens = tokens, FinishReason = tokens.Count == options.MaxTokens ? ContinuationFinishReason.MaxTokens : ContinuationFinishReason.DivergedFromDraft };
            }

            draft = draft?[choice.Text.Length..];
        }

        return new Continuation { Tokens = tokens, FinishReason = ContinuationFinishReason.MaxTokens };
    }

    private sealed class Session(ScriptedLanguageModel model, string prompt) : ILanguageModelSession
    {
        private bool _isDisposed;

        public ModelUsage Usage { get; private set; }

        public ValueTask<int> CountPromptTokensAsync(CancellationToken cancellationToken = default) => model.CountTokensAsync(prompt, cancellationToken);

        public ValueTask<Continuation> ContinueAsync(string text, ContinuationOptions options, CancellationToken cancellationToken = default)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            model.Continuing?.Invoke(text, options);
            cancellationToken.ThrowIfCancellationRequested();
            Continuation continuation = model.Continue(prompt + text, options);
            Count(continuation.Tokens.Count, text);
            return ValueTask.FromResult(continuation);
        }

        public ValueTask<IReadOnlyList<ScoredPosition>> ScoreAsync(string text, string draft, CancellationToken cancellationToken = default)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            cancellationToken.ThrowIfCancellationRequested();
            if (model.CountTokens(prompt + text + draft) > model.ContextLength)
            {
                throw new ContextLengthExceededException("The draft does not fit.");
            }

            Count(1, text + draft);
            List<ScoredPosition> positions = [];
            int offset = 0;
            foreach (string token in model._tokenize(draft).Append(""))
            {
                ScriptedChoice choice = model._choose(prompt + text + draft[..offset]);
                positions.Add(new ScoredPosition(offset, choice.IsSplit ? "" : choice.Text, choice.Probability, choice.Text.Length == 0));
                offset += token.Length;
            }

            return ValueTask.FromResult<IReadOnlyList<ScoredPosition>>(positions);
        }

        public ValueTask DisposeAsync()
        {
            model.SessionsDisposed += _isDisposed ? 0 : 1;
            _isDisposed = true;
            return ValueTask.CompletedTask;
        }

        // The model has no cache: each call computes all tokens.
        private void Count(int passes, string text) =>
            Usage = new() { Passes = Usage.Passes + passes, ComputedTokens = Usage.ComputedTokens + model.CountTokens(prompt + text) };
    }
}
