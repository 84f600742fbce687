using System.Runtime.InteropServices;
using Nudging.Models;
using Nudging.OnnxRuntime.Running;
using Nudging.OnnxRuntime.Tokenization;

namespace Nudging.OnnxRuntime;

/// <summary>One request: a prompt, and what is asked about the texts that follow it.</summary>
internal sealed class OnnxLanguageModelSession : ILanguageModelSession
{
    private readonly OnnxLanguageModel _model;
    private readonly ModelText _text;
    private readonly PromptedText _prompted;
    private readonly TokenSampler? _sampler;
    private readonly List<WantedChoice> _wanted = [];
    private bool _disposed;

    public OnnxLanguageModelSession(OnnxLanguageModel model, string prompt, SamplingOptions? sampling)
    {
        _model = model;
        _text = model.Text;
        _prompted = new(_text, prompt);
        _sampler = sampling is null ? null : new(sampling);
    }

    /// <inheritdoc/>
    public ValueTask<Continuation> ContinueAsync(string text, ContinuationOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxTokens, 1, "options.MaxTokens");
        ObjectDisposedException.ThrowIf(_disposed, this);
        var stops = new StopStrings(options.StopStrings);
        return _model.ComputeAsync((sequence, run) => Continue(text, options, stops, sequence, run), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ScoredPosition>> ScoreAsync(string text, string draft, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(draft);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _model.ComputeAsync<IReadOnlyList<ScoredPosition>>((sequence, run) => Score(text, draft, sequence, run), cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _disposed = true;
        return default;
    }

    private Continuation Continue(string text, ContinuationOptions options, StopStrings stops, CachedSequence sequence, CancellableRun run)
    {
        var draft = new DraftedTokens(_text, _prompted, text, options.Draft);
        ITokenDecoder decoder = _text.CreateDecoder();
        var point = new DrawPoint(text.Length, 0);
        var tokens = new List<ContinuationToken>(Math.Min(options.MaxTokens, 64));
        while (tokens.Count < options.MaxTokens)
        {
            if (draft.Count >= _text.ContextLength)
            {
                return new(tokens, ContinuationEnd.ContextFull);
            }

            if (draft.Read < draft.Count)
            {
                ReadChoices(draft, options.MaxTokens - tokens.Count - 1, point, sequence, run);
            }

            TokenChoice choice = sequence.ChoiceAfter(draft.Count - 1);
            bool exempt = tokens.Count == 0 && options.AlwaysAcceptFirst;
            if (choice.Probability < options.Floor && !exempt)
            {
                return new(tokens, ContinuationEnd.BelowFloor, choice.Probability);
            }

            if (_text.IsEndOfSequence(choice.Id))
            {
                return new(tokens, ContinuationEnd.EndOfSequence, choice.Probability);
            }

            string piece = decoder.Next(choice.Id);
            tokens.Add(new(piece, choice.Probability));
            point = point.After(piece);
            if (stops.CutAtFirst(tokens))
            {
                return new(tokens, ContinuationEnd.StopString);
            }

            if (!draft.Advance(choice.Id, piece, decoder.IsInsideCharacter) && tokens.Count < options.MaxTokens)
            {
                return new(tokens, ContinuationEnd.LeftDraft);
            }
        }

        return new(tokens, ContinuationEnd.MaxTokens);
    }

    // A draft is read as far as its choices can be of use, where that costs one pass.
    private void ReadChoices(DraftedTokens draft, int most, DrawPoint point, CachedSequence sequence, CancellableRun run)
    {
        int next = draft.Count;
        int ahead = _model.Info.ScoresDraftInOnePass ? Math.Min(draft.Ahead, Math.Min(most, _text.ContextLength - next)) : 0;
        _wanted.Clear();
        _wanted.Add(new(next - 1, point));
        ITokenDecoder? decoder = _sampler is null ? null : _text.CreateDecoder();
        for (int i = next; i < next + ahead; i++)
        {
            point = decoder is null ? point : point.After(decoder.Next(draft.Tokens[i]));
            _wanted.Add(new(i, point));
        }

        sequence.Read(draft.Tokens[..(next + ahead)], CollectionsMarshal.AsSpan(_wanted), _sampler, run);
        draft.Read = next + ahead;
    }

    private ScoredPosition[] Score(string text, string draft, CachedSequence sequence, CancellableRun run)
    {
        _prompted.Set(text, draft);
        ReadOnlySpan<int> tokens = _prompted.Tokens;
        _text.CheckLength(tokens.Length);
        _wanted.Clear();
        for (int i = 0; i < tokens.Length - 1; i++)
        {
            int end = _prompted.End(i);
            if (end >= text.Length && end < text.Length + draft.Length && _prompted.IsWholeAt(i))
            {
                _wanted.Add(new(i, new(end, 0)));
            }
        }

        _wanted.Add(new(tokens.Length - 1, new(text.Length + draft.Length, 0)));
        sequence.Read(tokens, CollectionsMarshal.AsSpan(_wanted), _sampler, run);
        var positions = new ScoredPosition[_wanted.Count];
        for (int i = 0; i < positions.Length; i++)
        {
            TokenChoice choice = sequence.ChoiceAfter(_wanted[i].Index);
            bool ends = _text.IsEndOfSequence(choice.Id);
            string piece = ends ? string.Empty : _text.CreateDecoder().Next(choice.Id);
            positions[i] = new(_wanted[i].Point.Offset - text.Length, piece, choice.Probability, ends);
        }

        return positions;
    }
}
