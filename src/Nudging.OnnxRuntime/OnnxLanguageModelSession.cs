using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Nudging.Constraints;
using Nudging.Models;
using Nudging.OnnxRuntime.Running;
using Nudging.OnnxRuntime.Sampling;
using Nudging.OnnxRuntime.Sequences;
using Nudging.OnnxRuntime.Tokenization;

namespace Nudging.OnnxRuntime;

/// <summary>A request: continues and scores texts that follow a prompt.</summary>
internal sealed class OnnxLanguageModelSession : ILanguageModelSession
{
    private readonly OnnxLanguageModel _model;
    private readonly ModelTokenizer _tokenizer;
    private readonly Prompt _prompt;
    private readonly LanguageModelSessionOptions _options;
    private readonly List<PredictionRequest> _requests = [];

    // Created in the first call: the creation of a session computes nothing.
    private VisibleSpecialTokens? _visible;
    private IncrementalPromptEncoder? _promptEncoder;
    private TokenSampler? _sampler;
    private int _promptTokens;
    private bool _hasRead;
    private volatile bool _disposed;

    public OnnxLanguageModelSession(OnnxLanguageModel model, Prompt prompt, LanguageModelSessionOptions options)
    {
        _model = model;
        _tokenizer = model.Text;
        _prompt = prompt;
        _options = options;
    }

    /// <inheritdoc/>
    public ModelUsage Usage { get; private set; }

    private IncrementalPromptEncoder PromptEncoder => _promptEncoder ??= new(_tokenizer, _prompt, Output.Written);

    private VisibleSpecialTokens Output => _visible ??= new(_tokenizer, _options.VisibleSpecialTokens);

    /// <inheritdoc/>
    public ValueTask<int> CountPromptTokensAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        cancellationToken.ThrowIfCancellationRequested();
        if (_promptTokens == 0)
        {
            PromptEncoder.Set("");
            _promptTokens = PromptEncoder.Tokens.Length;
        }

        return new(_promptTokens);
    }

    /// <inheritdoc/>
    public async ValueTask<Continuation> ContinueAsync(string text, ContinuationOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(options);
        var stops = new StopSequenceSearch(options.StopSequences);
        await SwitchToThreadPool();
        using DecoderTurn turn = await AcquireTurnAsync(text, null, cancellationToken).ConfigureAwait(false);
        return Continue(turn, text, options, stops);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ScoredPosition>> ScoreAsync(string text, string draft, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(draft);
        await SwitchToThreadPool();
        using DecoderTurn turn = await AcquireTurnAsync(text, draft, cancellationToken).ConfigureAwait(false);
        return Score(turn, text, draft);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<TokenLogProbability>> GetLogProbabilitiesAsync(string text, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        await SwitchToThreadPool();
        using DecoderTurn turn = await AcquireTurnAsync(text, null, cancellationToken).ConfigureAwait(false);
        return ReadLogProbabilities(turn, text);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _disposed = true;
        _model.Queue.Release(this);
        return default;
    }

    // A pass takes long, so the caller's thread is released; a thread of the pool continues at once. Each public method
    // awaits this task itself, since the continuation of another async method may run on the caller's thread.
    private static ConfiguredTaskAwaitable SwitchToThreadPool() => Task.CompletedTask.ConfigureAwait(
        Thread.CurrentThread.IsThreadPoolThread ? ConfigureAwaitOptions.None : ConfigureAwaitOptions.ForceYielding);

    // A long text is read in several turns, so that other requests do not wait for the whole text.
    private async ValueTask<DecoderTurn> AcquireTurnAsync(string text, string? draft, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_options.Sampling is { } sampling)
        {
            _sampler ??= new(sampling, sampling.Constraint is null ? null : Output.TokenBytes);
        }

        PromptEncoder.Set(text, draft);
        _tokenizer.CheckLength(PromptEncoder.Tokens.Length);
        while (true)
        {
            long began = Stopwatch.GetTimestamp();
            DecoderTurn turn = await _model.Queue.AcquireTurnAsync(this, PromptEncoder.TokenMemory, cancellationToken).ConfigureAwait(false);
            Usage = Usage with { WaitTime = Usage.WaitTime + Stopwatch.GetElapsedTime(began) };
            bool isLast = false;
            try
            {
                ThrowIfDisposedWhileWaiting();
                isLast = !ReadAhead(turn);
                if (isLast)
                {
                    return turn;
                }
            }
            finally
            {
                if (!isLast)
                {
                    turn.Dispose();
                }
            }
        }
    }

    // The turn gave the session a cache after the disposal had released the session's caches.
    private void ThrowIfDisposedWhileWaiting()
    {
        if (_disposed)
        {
            _model.Queue.Release(this);
            throw new ObjectDisposedException(GetType().FullName);
        }
    }

    private Continuation Continue(DecoderTurn turn, string text, ContinuationOptions options, StopSequenceSearch stops)
    {
        var draft = new SpeculativeSequence(PromptEncoder, text, options.Draft);
        ITokenDecoder decoder = Output.CreateDecoder();
        var position = new SamplingPosition(text.Length, 0);
        TextConstraintState? state = StateAfter(text);
        var tokens = new List<ContinuationToken>(Math.Min(options.MaxTokens, 64));
        while (tokens.Count < options.MaxTokens)
        {
            if (draft.Count >= _tokenizer.ContextLength)
            {
                return new() { Tokens = tokens, FinishReason = ContinuationFinishReason.ContextFull };
            }

            if (draft.KnownPredictions < draft.Count)
            {
                ReadPredictions(turn, draft, options.MaxTokens - tokens.Count - 1, position, state);
            }

            TokenPrediction prediction = turn.PredictionAfter(draft.Count - 1);
            bool isExempt = tokens.Count == 0 && options.AlwaysAcceptFirst;
            if (prediction.Probability < options.MinTopProbability && !isExempt)
            {
                return new() { Tokens = tokens, FinishReason = ContinuationFinishReason.BelowMinTopProbability, FinishProbability = prediction.Probability };
            }

            if (_tokenizer.IsEndOfSequence(prediction.Id))
            {
                return new() { Tokens = tokens, FinishReason = ContinuationFinishReason.EndOfSequence, FinishProbability = prediction.Probability };
            }

            string piece = decoder.Next(prediction.Id);
            tokens.Add(new(piece, prediction.Probability));
            position = position.After(piece);
            state = state is null ? null : Advance(state, prediction.Id) ?? throw new UnreachableException();
            if (stops.Append(piece))
            {
                Cut(tokens, stops.Index);
                return new() { Tokens = tokens, FinishReason = ContinuationFinishReason.StopSequence };
            }

            if (!draft.Advance(prediction.Id, piece, decoder.IsInsideCharacter) && tokens.Count < options.MaxTokens)
            {
                return new() { Tokens = tokens, FinishReason = ContinuationFinishReason.DivergedFromDraft };
            }
        }

        return new() { Tokens = tokens, FinishReason = ContinuationFinishReason.MaxTokens };
    }

    // Keeps the first characters of the tokens' texts, and drops the tokens at the end that have none of these characters.
    private static void Cut(List<ContinuationToken> tokens, int length)
    {
        for (int excess = tokens.Sum(token => token.Text.Length) - length; excess > 0;)
        {
            ContinuationToken last = tokens[^1];
            tokens.RemoveAt(tokens.Count - 1);
            if (last.Text.Length > excess)
            {
                tokens.Add(last with { Text = last.Text[..^excess] });
            }

            excess -= last.Text.Length;
        }
    }

    // Reads the part of a draft that the continuation may still need, where one pass reads several tokens.
    private void ReadPredictions(DecoderTurn turn, SpeculativeSequence draft, int maxDraftTokens, SamplingPosition position, TextConstraintState? state)
    {
        int next = draft.Count;
        int draftTokens = _model.Info.Capabilities.ScoresDraftInOnePass ? Math.Min(draft.RemainingDraftTokens, Math.Min(maxDraftTokens, _tokenizer.ContextLength - next)) : 0;
        _requests.Clear();
        _requests.Add(new(next - 1, position, state, draft.TextStart));
        ITokenDecoder? decoder = _sampler is null ? null : Output.CreateDecoder();
        for (int i = next; i < next + draftTokens; i++)
        {
            position = decoder is null ? position : position.After(decoder.Next(draft.Tokens[i]));
            TextConstraintState? after = state is null ? null : Advance(state, draft.Tokens[i]);
            if (state is not null && after is null)
            {
                // The constraint does not allow this token, so the continuation cannot follow the draft further.
                draftTokens = i - next;
                break;
            }

            state = after;
            _requests.Add(new(i, position, state, draft.TextStart));
        }

        Read(turn, draft.Tokens[..(next + draftTokens)]);
        draft.KnownPredictions = next + draftTokens;
    }

    private ScoredPosition[] Score(DecoderTurn turn, string text, string draft)
    {
        ReadOnlySpan<int> tokens = PromptEncoder.Tokens;
        _requests.Clear();
        int textStart = PromptEncoder.PromptTokens;
        TextConstraintState? state = StateAfter(text);
        int stateEnd = 0;
        bool isAllowed = true;
        for (int i = 0; i < tokens.Length - 1; i++)
        {
            int end = PromptEncoder.End(i);
            if (end >= text.Length && end < text.Length + draft.Length && PromptEncoder.IsWholeAt(i))
            {
                Request(i, end);
            }
        }

        Request(tokens.Length - 1, text.Length + draft.Length);
        Read(turn, tokens);
        var positions = new ScoredPosition[_requests.Count];
        for (int i = 0; i < positions.Length; i++)
        {
            TokenPrediction prediction = turn.PredictionAfter(_requests[i].Index);
            bool isEnd = _tokenizer.IsEndOfSequence(prediction.Id);
            string piece = isEnd ? string.Empty : Output.CreateDecoder().Next(prediction.Id);
            positions[i] = new(_requests[i].Position.Offset - text.Length, piece, prediction.Probability, isEnd);
        }

        return positions;

        // Leaves out the positions after text that the constraint does not allow.
        void Request(int index, int end)
        {
            bool isConstrained = state is not null;
            state = state?.Advance(Encoding.UTF8.GetBytes(draft[stateEnd..(end - text.Length)]));
            stateEnd = end - text.Length;
            isAllowed &= !isConstrained || state is not null;
            if (isAllowed)
            {
                _requests.Add(new(index, new(end, 0), state, textStart));
            }
        }
    }

    private TokenLogProbability[] ReadLogProbabilities(DecoderTurn turn, string text)
    {
        ReadOnlySpan<int> tokens = PromptEncoder.Tokens;
        int first = PromptEncoder.PromptTokens;

        // Without a prompt or a BOS token, the first token of the text follows no token and has no probability.
        float[] logProbabilities = new float[tokens.Length - first];
        Span<float> known = logProbabilities.AsSpan(first == 0 && logProbabilities.Length > 0 ? 1 : 0);
        if (known.Length > 0)
        {
            OnnxModelStatistics before = turn.Statistics;
            try
            {
                turn.ReadLogProbabilities(tokens, known);
            }
            finally
            {
                Count(turn, before);
            }
        }

        var results = new TokenLogProbability[logProbabilities.Length];
        int start = 0;
        for (int i = 0; i < results.Length; i++)
        {
            int end = i == results.Length - 1 ? text.Length : Math.Max(start, PromptEncoder.End(first + i));
            results[i] = new(text[start..end], logProbabilities[i]);
            start = end;
        }

        return results;
    }

    // Null where there is no constraint.
    private TextConstraintState? StateAfter(string text) => _sampler?.Options.Constraint is not TextConstraint constraint
        ? null
        : constraint.Start.Advance(Encoding.UTF8.GetBytes(text)) ?? throw new ArgumentException("The constraint allows no text that begins with this text.", nameof(text));

    private TextConstraintState? Advance(TextConstraintState state, int id) => Output.TokenBytes.Advance(state, id);

    private bool ReadAhead(DecoderTurn turn)
    {
        OnnxModelStatistics before = turn.Statistics;
        if (!turn.ReadAhead(PromptEncoder.Tokens))
        {
            return false;
        }

        Count(turn, before);
        return true;
    }

    // Computes the requested predictions.
    private void Read(DecoderTurn turn, ReadOnlySpan<int> tokens)
    {
        OnnxModelStatistics before = turn.Statistics;
        try
        {
            turn.Read(tokens, CollectionsMarshal.AsSpan(_requests), _sampler);
        }
        finally
        {
            Count(turn, before);
        }
    }

    // Adds the passes since earlier statistics to the usage.
    private void Count(DecoderTurn turn, OnnxModelStatistics before)
    {
        OnnxModelStatistics after = turn.Statistics;
        Usage = Usage with
        {
            Passes = Usage.Passes + (int)(after.Passes - before.Passes),
            ComputedTokens = Usage.ComputedTokens + (int)(after.Tokens - before.Tokens),
            CachedTokens = _hasRead ? Usage.CachedTokens : Math.Min(turn.Reused, PromptEncoder.PromptTokens),
        };
        _hasRead = true;
    }
}
