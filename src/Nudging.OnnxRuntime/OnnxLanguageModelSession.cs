using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Nudging.Constraints;
using Nudging.Models;
using Nudging.OnnxRuntime.Running;
using Nudging.OnnxRuntime.Sequences;
using Nudging.OnnxRuntime.Tokenization;

namespace Nudging.OnnxRuntime;

/// <summary>One request: a prompt, and what is asked about the texts that follow it.</summary>
internal sealed class OnnxLanguageModelSession : ILanguageModelSession
{
    private readonly OnnxLanguageModel _model;
    private readonly ModelTokenizer _text;
    private readonly IncrementalPromptEncoder _prompted;
    private readonly TokenSampler? _sampler;
    private readonly List<ChoiceRequest> _wanted = [];
    private bool _hasRead;
    private bool _disposed;

    public OnnxLanguageModelSession(OnnxLanguageModel model, string prompt, LanguageModelSessionOptions options)
    {
        _model = model;
        _text = model.Text.WithVisible(options.VisibleSpecialTokens);
        _prompted = new(_text, prompt);
        _sampler = options.Sampling is null ? null : new(options.Sampling, _text);
    }

    /// <inheritdoc/>
    public ModelUsage Usage { get; private set; }

    /// <inheritdoc/>
    public ValueTask<int> CountPromptTokensAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        cancellationToken.ThrowIfCancellationRequested();
        _prompted.Set("");
        return new(_prompted.Tokens.Length);
    }

    /// <inheritdoc/>
    public ValueTask<Continuation> ContinueAsync(string text, ContinuationOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxTokens, 1, "options.MaxTokens");
        ObjectDisposedException.ThrowIf(_disposed, this);
        var stops = new StopStrings(options.StopStrings);
        return ComputeAsync(text, null, (sequence, run) => Continue(text, options, stops, sequence, run), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ScoredPosition>> ScoreAsync(string text, string draft, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(draft);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return ComputeAsync<IReadOnlyList<ScoredPosition>>(text, draft, (sequence, run) => Score(text, draft, sequence, run), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<TokenLogProbability>> GetLogProbabilitiesAsync(string text, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return ComputeAsync<IReadOnlyList<TokenLogProbability>>(text, null, (sequence, run) => Measure(text, sequence, run), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _disposed = true;
        _model.Leave(this);
        return default;
    }

    private async ValueTask<T> ComputeAsync<T>(string text, string? draft, Func<CachedSequence, CancellableRun, T> compute, CancellationToken cancellationToken)
    {
        _prompted.Set(text, draft);
        _text.CheckLength(_prompted.Tokens.Length);

        // A long text is read in several turns, so that nobody has to wait until all of it is read.
        T result = default!;
        while (!await TakeTurnAsync(
            (sequence, run) =>
            {
                if (ReadAhead(sequence, run))
                {
                    return false;
                }

                result = compute(sequence, run);
                return true;
            },
            cancellationToken).ConfigureAwait(false))
        {
        }

        return result;
    }

    private ValueTask<bool> TakeTurnAsync(Func<CachedSequence, CancellableRun, bool> compute, CancellationToken cancellationToken)
    {
        long began = Stopwatch.GetTimestamp();
        return _model.ComputeAsync(
            this,
            _prompted,
            (sequence, run) =>
            {
                Usage = Usage with { WaitTime = Usage.WaitTime + Stopwatch.GetElapsedTime(began) };
                return compute(sequence, run);
            },
            cancellationToken);
    }

    private Continuation Continue(string text, ContinuationOptions options, StopStrings stops, CachedSequence sequence, CancellableRun run)
    {
        var draft = new SpeculativeSequence(_text, _prompted, text, options.Draft);
        ITokenDecoder decoder = _text.CreateDecoder();
        var point = new SamplingPosition(text.Length, 0);
        TextConstraintState? state = StateAfter(text);
        var tokens = new List<ContinuationToken>(Math.Min(options.MaxTokens, 64));
        while (tokens.Count < options.MaxTokens)
        {
            if (draft.Count >= _text.ContextLength)
            {
                return new() { Tokens = tokens, FinishReason = ContinuationFinishReason.ContextFull };
            }

            if (draft.Read < draft.Count)
            {
                ReadChoices(draft, options.MaxTokens - tokens.Count - 1, point, state, sequence, run);
            }

            TokenChoice choice = sequence.ChoiceAfter(draft.Count - 1);
            bool exempt = tokens.Count == 0 && options.AlwaysAcceptFirst;
            if (choice.Probability < options.MinTopProbability && !exempt)
            {
                return new() { Tokens = tokens, FinishReason = ContinuationFinishReason.BelowMinTopProbability, FinishProbability = choice.Probability };
            }

            if (_text.IsEndOfSequence(choice.Id))
            {
                return new() { Tokens = tokens, FinishReason = ContinuationFinishReason.EndOfSequence, FinishProbability = choice.Probability };
            }

            string piece = decoder.Next(choice.Id);
            tokens.Add(new(piece, choice.Probability));
            point = point.After(piece);
            state = state is null ? null : Advance(state, choice.Id) ?? throw new UnreachableException();
            if (stops.CutAtFirst(tokens))
            {
                return new() { Tokens = tokens, FinishReason = ContinuationFinishReason.StopString };
            }

            if (!draft.Advance(choice.Id, piece, decoder.IsInsideCharacter) && tokens.Count < options.MaxTokens)
            {
                return new() { Tokens = tokens, FinishReason = ContinuationFinishReason.DivergedFromDraft };
            }
        }

        return new() { Tokens = tokens, FinishReason = ContinuationFinishReason.MaxTokens };
    }

    // A draft is read as far as its choices can be of use, where that costs one pass.
    private void ReadChoices(SpeculativeSequence draft, int most, SamplingPosition point, TextConstraintState? state, CachedSequence sequence, CancellableRun run)
    {
        int next = draft.Count;
        int ahead = _model.Info.Capabilities.ScoresDraftInOnePass ? Math.Min(draft.Ahead, Math.Min(most, _text.ContextLength - next)) : 0;
        _wanted.Clear();
        _wanted.Add(new(next - 1, point, state, draft.TextStart));
        ITokenDecoder? decoder = _sampler is null ? null : _text.CreateDecoder();
        for (int i = next; i < next + ahead; i++)
        {
            point = decoder is null ? point : point.After(decoder.Next(draft.Tokens[i]));
            TextConstraintState? after = state is null ? null : Advance(state, draft.Tokens[i]);
            if (state is not null && after is null)
            {
                // The constraint keeps the continuation from coming here.
                ahead = i - next;
                break;
            }

            state = after;
            _wanted.Add(new(i, point, state, draft.TextStart));
        }

        Read(draft.Tokens[..(next + ahead)], sequence, run);
        draft.Read = next + ahead;
    }

    private ScoredPosition[] Score(string text, string draft, CachedSequence sequence, CancellableRun run)
    {
        _prompted.Set(text, draft);
        ReadOnlySpan<int> tokens = _prompted.Tokens;
        _wanted.Clear();
        int textStart = _prompted.PromptTokens;
        TextConstraintState? state = StateAfter(text);
        int stateEnd = 0;
        bool isAllowed = true;
        for (int i = 0; i < tokens.Length - 1; i++)
        {
            int end = _prompted.End(i);
            if (end >= text.Length && end < text.Length + draft.Length && _prompted.IsWholeAt(i))
            {
                Want(i, end);
            }
        }

        Want(tokens.Length - 1, text.Length + draft.Length);
        Read(tokens, sequence, run);
        var positions = new ScoredPosition[_wanted.Count];
        for (int i = 0; i < positions.Length; i++)
        {
            TokenChoice choice = sequence.ChoiceAfter(_wanted[i].Index);
            bool ends = _text.IsEndOfSequence(choice.Id);
            string piece = ends ? string.Empty : _text.CreateDecoder().Next(choice.Id);
            positions[i] = new(_wanted[i].Point.Offset - text.Length, piece, choice.Probability, ends);
        }

        return positions;

        // Places that the constraint keeps a continuation from coming to are left out.
        void Want(int index, int end)
        {
            bool isConstrained = state is not null;
            state = state?.Advance(Encoding.UTF8.GetBytes(draft[stateEnd..(end - text.Length)]));
            stateEnd = end - text.Length;
            isAllowed &= !isConstrained || state is not null;
            if (isAllowed)
            {
                _wanted.Add(new(index, new(end, 0), state, textStart));
            }
        }
    }

    private TokenLogProbability[] Measure(string text, CachedSequence sequence, CancellableRun run)
    {
        _prompted.Set(text);
        ReadOnlySpan<int> tokens = _prompted.Tokens;
        _text.CheckLength(tokens.Length);
        int first = _prompted.PromptTokens;

        // A text whose very first token is partly its own has nothing before it that it could follow from.
        float[] logProbabilities = new float[tokens.Length - first];
        Span<float> measured = logProbabilities.AsSpan(first == 0 && logProbabilities.Length > 0 ? 1 : 0);
        if (measured.Length > 0)
        {
            OnnxModelStatistics before = sequence.Statistics;
            try
            {
                sequence.Measure(tokens, measured, run);
            }
            finally
            {
                Count(sequence, before);
            }
        }

        var measures = new TokenLogProbability[logProbabilities.Length];
        int start = 0;
        for (int i = 0; i < measures.Length; i++)
        {
            int end = i == measures.Length - 1 ? text.Length : Math.Max(start, _prompted.End(first + i));
            measures[i] = new(text[start..end], logProbabilities[i]);
            start = end;
        }

        return measures;
    }

    // Null where there is no constraint.
    private TextConstraintState? StateAfter(string text) => _sampler?.Options.Constraint is not TextConstraint constraint
        ? null
        : constraint.Start.Advance(Encoding.UTF8.GetBytes(text)) ?? throw new ArgumentException("The text is no beginning of what the constraint allows.", nameof(text));

    private TextConstraintState? Advance(TextConstraintState state, int id) => _text.Written(_model.Decoder.Signature.VocabularySize).Advance(state, id);

    private bool ReadAhead(CachedSequence sequence, CancellableRun run)
    {
        OnnxModelStatistics before = sequence.Statistics;
        if (!sequence.ReadAhead(_prompted.Tokens, run))
        {
            return false;
        }

        Count(sequence, before);
        return true;
    }

    // Makes the wanted choices known.
    private void Read(ReadOnlySpan<int> tokens, CachedSequence sequence, CancellableRun run)
    {
        OnnxModelStatistics before = sequence.Statistics;
        try
        {
            sequence.Read(tokens, CollectionsMarshal.AsSpan(_wanted), _sampler, run);
        }
        finally
        {
            Count(sequence, before);
        }
    }

    // Counts what was computed since.
    private void Count(CachedSequence sequence, OnnxModelStatistics before)
    {
        OnnxModelStatistics after = sequence.Statistics;
        Usage = Usage with
        {
            Passes = Usage.Passes + (int)(after.Passes - before.Passes),
            ComputedTokens = Usage.ComputedTokens + (int)(after.Tokens - before.Tokens),
            CachedTokens = _hasRead ? Usage.CachedTokens : Math.Min(sequence.Reused, _prompted.PromptTokens),
        };
        _hasRead = true;
    }
}
