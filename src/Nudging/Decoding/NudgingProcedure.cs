using Nudging.Models;

namespace Nudging.Decoding;

/// <summary>The rules of the nudging procedure (arXiv 2410.09300, section 3). The output does not depend on the evaluator of the base model.</summary>
/// <param name="baseEvaluator">Evaluates the base model.</param>
/// <param name="alignedSession">The aligned model's session.</param>
/// <param name="options">The settings.</param>
/// <param name="output">Collects the text.</param>
internal sealed class NudgingProcedure(
    IBaseEvaluator baseEvaluator, ILanguageModelSession alignedSession, NudgingOptions options, OutputBuilder output)
{
    // A character has at most this number of tokens, so that each proposal has text.
    private const int MinSoleLookahead = 8;

    private readonly NudgeRepetition _repetition = new();
    private int _rounds;

    // The place in the output where the current base stage began; null where a nudge comes next.
    private int? _stageStart;

    // Set where output under a constraint repeats itself: the aligned model alone then continues the output, which is completed
    // by the shortest text where the aligned model repeats itself too.
    private bool _alignedWritesAlone;

    /// <summary>Runs until text is appended or the output ends.</summary>
    /// <param name="cancellationToken">Cancels within one forward pass.</param>
    public async ValueTask StepAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_stageStart is int stageStart)
            {
                await ExtendStageAsync(stageStart, cancellationToken).ConfigureAwait(false);
            }
            else if (_rounds++ == options.MaxRounds && !LetAlignedWriteAlone())
            {
                output.End(NudgingStopReason.Rounds);
            }
            else
            {
                await NudgeAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (ContextLengthExceededException) when (output.Text.Length > 0)
        {
            output.End(NudgingStopReason.Length);
        }
    }

    // Rules 1 to 5.
    private async ValueTask NudgeAsync(CancellationToken cancellationToken)
    {
        int lookahead = _alignedWritesAlone ? Math.Max(MinSoleLookahead, options.Lookahead) : options.Lookahead;
        Continuation proposal = await alignedSession.ContinueAsync(output.Text, UpTo(lookahead), cancellationToken).ConfigureAwait(false);
        if (proposal.FinishReason is ContinuationFinishReason.EndOfSequence or ContinuationFinishReason.StopSequence)
        {
            await output.AppendClosingNudgeAsync(Texts(proposal.Tokens), cancellationToken).ConfigureAwait(false);
            return;
        }

        if (IsOutOfContext(proposal))
        {
            return;
        }

        if (_alignedWritesAlone)
        {
            // Text that the constraint requires several times brings the output nearer to its end, and is no repetition.
            if (_repetition.IsRepeatedTooOften($"{output.Completion.Length} {proposal.Text}"))
            {
                output.End(NudgingStopReason.RepeatedNudges);
                return;
            }

            await output.AppendNudgeAsync(Texts(proposal.Tokens), cancellationToken).ConfigureAwait(false);
            return;
        }

        string text = proposal.Text;
        baseEvaluator.Propose(output.Text, proposal);
        ProposalWords words = new(text);
        ToolCallRegions regions = output.CallRegions(text);
        int nudgeLength = regions.ExtendOverCall(words.FallbackLength);
        bool takesOver = false;
        foreach ((string accepted, string nextWord) in words.TakeoverPoints())
        {
            if (regions.MayTouchCall(accepted.Length, nextWord.Length))
            {
                continue;
            }

            BaseChoice? choice = await baseEvaluator.ChoiceAfterAsync(accepted.Length, cancellationToken).ConfigureAwait(false);
            if (choice is null)
            {
                output.End(NudgingStopReason.Length);
                return;
            }

            if (BaseTakesOver(choice.Value, nextWord))
            {
                nudgeLength = accepted.Length;
                takesOver = !choice.Value.IsEndOfSequence;
                break;
            }
        }

        // A model may repeat a call on purpose: a repeated call does not count as a repeated nudge.
        if (regions.TouchesCall(0, nudgeLength) && !(options.Constraint is not null && regions.IsInsideCall(nudgeLength)))
        {
            _repetition.Reset();
        }
        else if (_repetition.IsRepeatedTooOften(text[..nudgeLength]))
        {
            if (!LetAlignedWriteAlone())
            {
                output.End(NudgingStopReason.RepeatedNudges);
                return;
            }

            takesOver = false;
        }

        await output.AppendNudgeAsync(Beginning(proposal.Tokens, nudgeLength), cancellationToken).ConfigureAwait(false);
        _stageStart = takesOver ? output.Text.Length : null;
    }

    // Rule 6: one chunk of the base stage.
    private async ValueTask ExtendStageAsync(int stageStart, CancellationToken cancellationToken)
    {
        string before = output.Text;
        bool isFirst = before.Length == stageStart;
        Continuation chunk = await baseEvaluator.ContinueAsync(
            before, UpTo(options.Lookahead) with { MinTopProbability = options.Threshold, AlwaysAcceptFirst = isFirst }, cancellationToken).ConfigureAwait(false);
        chunk = WithoutCall(chunk);
        IReadOnlyList<string> parts = Texts(chunk.Tokens);
        if (isFirst && parts.Count > 0)
        {
            await output.AppendAsync([parts[0]], TextSource.Base, cancellationToken).ConfigureAwait(false);
            parts = [.. parts.Skip(1)];
        }

        if (output.StopReason is not null)
        {
            return;
        }

        string accepted = string.Concat(parts);
        bool isRepetition = accepted.Length == 0
            || ChunkGuards.RepeatsOutput(output.Text, accepted)
            || await OccursInStageAsync(before, stageStart, accepted, chunk.FinishReason, cancellationToken).ConfigureAwait(false);
        if (!isRepetition)
        {
            await output.AppendAsync(parts, TextSource.Base, cancellationToken).ConfigureAwait(false);
        }

        if (isRepetition || chunk.FinishReason != ContinuationFinishReason.MaxTokens)
        {
            _stageStart = null;
        }
    }

    // Where a chunk ended at a token below the threshold, the text after that token belongs to the comparison too.
    private async ValueTask<bool> OccursInStageAsync(
        string before, int stageStart, string accepted, ContinuationFinishReason end, CancellationToken cancellationToken)
    {
        string stage = output.Text[stageStart..];
        if (!ChunkGuards.OccursInStage(stage, accepted) || end != ContinuationFinishReason.BelowMinTopProbability)
        {
            return ChunkGuards.OccursInStage(stage, accepted);
        }

        Continuation whole = await baseEvaluator.ContinueAsync(before, UpTo(options.Lookahead), cancellationToken).ConfigureAwait(false);
        return ChunkGuards.OccursInStage(stage, whole.Text[(output.Text.Length - before.Length)..]);
    }

    // The base model does not begin a call: its chunk ends before the call.
    private Continuation WithoutCall(Continuation chunk) =>
        output.CallRegions(chunk.Text).FirstCall() is int start
            ? new()
            {
                Tokens = [.. Beginning(chunk.Tokens, start).Where(part => part.Length > 0).Select(part => new ContinuationToken(part, 0))],
                FinishReason = ContinuationFinishReason.StopSequence,
            }
            : chunk;

    private bool LetAlignedWriteAlone()
    {
        _repetition.Reset();
        return _alignedWritesAlone |= options.Constraint is not null;
    }

    private bool BaseTakesOver(BaseChoice choice, string nextWord) =>
        choice.Probability >= options.Threshold
        || (choice.Text.Length > 0 && nextWord.StartsWith(choice.Text, StringComparison.Ordinal));

    // Ends the output where the context is full.
    private bool IsOutOfContext(Continuation continuation)
    {
        if (continuation.Tokens.Count > 0 || continuation.FinishReason != ContinuationFinishReason.ContextFull)
        {
            return false;
        }

        output.End(NudgingStopReason.Length);
        return true;
    }

    private static ContinuationOptions UpTo(int tokens) => new() { MaxTokens = tokens };

    private static IReadOnlyList<string> Texts(IReadOnlyList<ContinuationToken> tokens) => [.. tokens.Select(token => token.Text)];

    // Gets the texts of the first tokens, up to a total length. The last text may be cut.
    private static List<string> Beginning(IReadOnlyList<ContinuationToken> tokens, int length)
    {
        List<string> parts = [];
        foreach (ContinuationToken token in tokens)
        {
            parts.Add(token.Text[..Math.Min(token.Text.Length, length)]);
            length -= parts[^1].Length;
        }

        return parts;
    }
}
