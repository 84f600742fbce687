using System.Diagnostics;
using Nudging.Models;

namespace Nudging.Decoding;

/// <summary>
/// Evaluates the base model by speculative decoding: the base model verifies several tokens of the aligned model's draft in one
/// pass.
/// </summary>
/// <remarks>
/// A draft does not change the output: where the base model's own token differs, the evaluator takes that token and drops the
/// rest of the draft.
/// </remarks>
/// <param name="baseSession">The base model's session.</param>
/// <param name="alignedSession">The aligned model's session.</param>
/// <param name="lengths">Chooses the length of drafts.</param>
internal sealed class SpeculativeBaseEvaluator(ILanguageModelSession baseSession, ILanguageModelSession alignedSession, DraftLengthOptimizer lengths) : IBaseEvaluator
{
    // The number of tokens written without a draft before the next draft.
    private const int UndraftedTokens = 1;

    private readonly SequentialBaseEvaluator _sequential = new(baseSession);
    private readonly Draft _draft = new();
    private IReadOnlyList<ScoredPosition> _positions = [];
    private int _roundStart;
    private bool _hasReadPrompt;

    /// <summary>Gets the number of draft tokens that the base model has read.</summary>
    public int DraftedTokens { get; private set; }

    /// <summary>Gets the number of read draft tokens that became output.</summary>
    public int AcceptedTokens { get; private set; }

    /// <summary>Records which draft tokens are part of the whole output.</summary>
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

    // Scores the proposal up to a length, and further where that is expected to save passes.
    private async ValueTask ScoreAsync(int length, CancellationToken cancellationToken)
    {
        int required = _roundStart + length;
        int end = Math.Max(required, _draft.ReadEnd > required ? _draft.ReadEnd : _draft.EndOf(lengths.BestVerificationLength(_draft.ProbabilitiesAfter(_draft.ReadEnd)), _draft.ReadEnd));
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
            // The text up to the length may fit the context even where the rest of the draft does not.
            _positions = [];
        }
    }

    // Makes a draft that continues a text, unless the current draft does. Returns the place up to which the base model should read.
    private async ValueTask<int> ExtendDraftAsync(string known, int maxTokens, CancellationToken cancellationToken)
    {
        Settle(known);
        if (!_draft.Continues(known))
        {
            (int length, float minTopProbability) = lengths.BestDraft();
            length = Math.Min(maxTokens, length);
            _draft.Restart(known, length > 0 ? await DraftAsync(known, length, minTopProbability, cancellationToken).ConfigureAwait(false) : []);
        }

        // Text that the base model has read costs no pass.
        return _draft.ReadEnd > known.Length
            ? _draft.ReadEnd
            : _draft.EndOf(Math.Min(maxTokens, lengths.BestVerificationLength(_draft.ProbabilitiesAfter(known.Length))), known.Length);
    }

    private async ValueTask<IReadOnlyList<ContinuationToken>> DraftAsync(string known, int length, float minTopProbability, CancellationToken cancellationToken)
    {
        try
        {
            CallTimer timer = new(alignedSession);
            Continuation draft = await alignedSession.ContinueAsync(known, new() { MaxTokens = length, MinTopProbability = minTopProbability }, cancellationToken).ConfigureAwait(false);
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

    // Records which of the read tokens are part of the text.
    private void Settle(string text) => _draft.Settle(text, (probability, accepted, isRead) =>
    {
        AcceptedTokens += accepted && isRead ? 1 : 0;
        lengths.RecordToken(probability, accepted);
    });

    // Measures the time of a call without the wait for other requests.
    private readonly struct CallTimer(ILanguageModelSession session)
    {
        private readonly long _began = Stopwatch.GetTimestamp();
        private readonly TimeSpan _waitedBefore = session.Usage.WaitTime;
        private readonly ILanguageModelSession _session = session;

        public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_began) - (_session.Usage.WaitTime - _waitedBefore);
    }
}
