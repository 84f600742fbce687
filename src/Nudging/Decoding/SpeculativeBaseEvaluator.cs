using System.Diagnostics;
using Nudging.Models;

namespace Nudging.Decoding;

/// <summary>
/// Lets the base model read what the aligned model has drafted, several tokens in one pass, instead of asking for one
/// token after the other.
/// </summary>
/// <remarks>
/// A draft never decides anything: where the base model would not have written it, its own token counts and the rest
/// of the draft is dropped.
/// </remarks>
/// <param name="baseSession">The base model on its prompt.</param>
/// <param name="alignedSession">The aligned model on its prompt.</param>
/// <param name="lengths">How long drafts should be.</param>
internal sealed class SpeculativeBaseEvaluator(ILanguageModelSession baseSession, ILanguageModelSession alignedSession, DraftLengthOptimizer lengths) : IBaseEvaluator
{
    // So many tokens are written without a draft before one is tried again.
    private const int UndraftedTokens = 1;

    private readonly SequentialBaseEvaluator _sequential = new(baseSession);
    private readonly Draft _draft = new();
    private IReadOnlyList<ScoredPosition> _positions = [];
    private int _roundStart;
    private bool _hasReadPrompt;

    /// <summary>Gets how many tokens of drafts the base model was given to read.</summary>
    public int DraftedTokens { get; private set; }

    /// <summary>Gets how many of them came to be written.</summary>
    public int AcceptedTokens { get; private set; }

    /// <summary>Learns from the last of the output.</summary>
    /// <param name="output">The whole output.</param>
    public void Complete(string output) => Settle(output);

    /// <inheritdoc/>
    public void Propose(string output, Continuation proposal)
    {
        Settle(output);
        _sequential.Propose(output, proposal);
        _draft.Restart(output, proposal.Tokens);
        _positions = [];
        _roundStart = output.Length;
    }

    /// <inheritdoc/>
    public async ValueTask<BaseChoice?> ChoiceAfterAsync(int length, CancellationToken cancellationToken)
    {
        if (_roundStart + length > _draft.ReadEnd || _positions.Count == 0)
        {
            await ScoreAsync(length, cancellationToken).ConfigureAwait(false);
        }

        foreach (ScoredPosition position in _positions)
        {
            if (position.Offset == length)
            {
                return new BaseChoice(position.Choice, position.Probability, position.IsEndOfSequence);
            }
        }

        return await _sequential.ChoiceAfterAsync(length, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<Continuation> ContinueAsync(string output, ContinuationOptions options, CancellationToken cancellationToken)
    {
        Continuation written = new() { Tokens = [], FinishReason = ContinuationFinishReason.DivergedFromDraft };
        while (true)
        {
            string known = output + written.Text;
            int count = written.Tokens.Count;
            int end = await ExtendDraftAsync(known, options.MaxTokens - count - 1, cancellationToken).ConfigureAwait(false);
            bool isDrafted = end > known.Length;
            ContinuationOptions some = isDrafted
                ? options with { Draft = _draft.Text[output.Length..end] }
                : options with { MaxTokens = Math.Min(options.MaxTokens, count + UndraftedTokens) };

            _draft.Pass(known.Length);
            int read = _draft.Read(end);
            CallTimer timer = new(baseSession);
            written = await baseSession.ContinueAsync(output, some, cancellationToken).ConfigureAwait(false);
            Record(read, isDrafted ? (read > 0 ? 1 : 0) : written.Tokens.Count - count, timer.Elapsed);
            if (written.FinishReason is not (ContinuationFinishReason.DivergedFromDraft or ContinuationFinishReason.MaxTokens) || written.Tokens.Count == options.MaxTokens)
            {
                return written;
            }
        }
    }

    // Scores the proposal up to a length and as far beyond it as pays.
    private async ValueTask ScoreAsync(int length, CancellationToken cancellationToken)
    {
        int least = _roundStart + length;
        int end = Math.Max(least, _draft.ReadEnd > least ? _draft.ReadEnd : _draft.EndOf(lengths.BestRead(_draft.ProbabilitiesAfter(_draft.ReadEnd)), _draft.ReadEnd));
        string output = _draft.Text[.._roundStart];
        try
        {
            int read = _draft.Read(end);
            CallTimer timer = new(baseSession);
            _positions = await baseSession.ScoreAsync(output, _draft.Text[_roundStart..end], cancellationToken).ConfigureAwait(false);
            Record(read, 1, timer.Elapsed);
        }
        catch (ContextLengthExceededException)
        {
            // What is asked may fit where the draft beyond it does not.
            _positions = [];
        }
    }

    // Drafts what follows a text, unless there is a draft that does; tells how far the base model should read it.
    private async ValueTask<int> ExtendDraftAsync(string known, int most, CancellationToken cancellationToken)
    {
        Settle(known);
        if (!_draft.GoesOnFrom(known))
        {
            (int length, float floor) = lengths.BestDraft();
            length = Math.Min(most, length);
            _draft.Restart(known, length > 0 ? await DraftAsync(known, length, floor, cancellationToken).ConfigureAwait(false) : []);
        }

        // What has been read already costs nothing.
        return _draft.ReadEnd > known.Length
            ? _draft.ReadEnd
            : _draft.EndOf(Math.Min(most, lengths.BestRead(_draft.ProbabilitiesAfter(known.Length))), known.Length);
    }

    private async ValueTask<IReadOnlyList<ContinuationToken>> DraftAsync(string known, int length, float floor, CancellationToken cancellationToken)
    {
        try
        {
            CallTimer timer = new(alignedSession);
            Continuation draft = await alignedSession.ContinueAsync(known, new() { MaxTokens = length, MinTopProbability = floor }, cancellationToken).ConfigureAwait(false);
            lengths.RecordDraft(draft.Tokens.Count + (draft.FinishReason == ContinuationFinishReason.MaxTokens ? 0 : 1), timer.Elapsed);
            return draft.Tokens;
        }
        catch (ContextLengthExceededException)
        {
            return [];
        }
    }

    private void Record(int draftTokens, int passes, TimeSpan time)
    {
        // The first pass of a request also reads the prompt.
        if (passes > 0 && _hasReadPrompt)
        {
            lengths.RecordPasses(draftTokens, passes, time);
        }

        _hasReadPrompt = true;
        DraftedTokens += draftTokens;
    }

    // Learns from how much of what was read came to be written.
    private void Settle(string text) => _draft.Settle(text, (probability, accepted, isRead) =>
    {
        AcceptedTokens += accepted && isRead ? 1 : 0;
        lengths.RecordToken(probability, accepted);
    });

    // The time of a call, without what it waited for other requests.
    private readonly struct CallTimer(ILanguageModelSession session)
    {
        private readonly long _began = Stopwatch.GetTimestamp();
        private readonly TimeSpan _waitedBefore = session.Usage.WaitTime;
        private readonly ILanguageModelSession _session = session;

        public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_began) - (_session.Usage.WaitTime - _waitedBefore);
    }
}
