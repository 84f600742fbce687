using Nudging.Models;

namespace Nudging.Decoding;

/// <summary>The rules of the procedure (arXiv 2410.09300, section 3). How the base model's answers come about is its reader's affair.</summary>
/// <param name="baseReader">What asks the base model.</param>
/// <param name="alignedSession">The aligned model on its prompt.</param>
/// <param name="options">The settings.</param>
/// <param name="output">Where the text goes.</param>
internal sealed class NudgingProcedure(
    IBaseEvaluator baseReader, ILanguageModelSession alignedSession, NudgingOptions options, NudgedOutput output)
{
    // So many tokens are a character at least.
    private const int LeastProposal = 8;

    private readonly NudgeRepetition _repetition = new();
    private int _rounds;

    // Where the running base stage began in the output; null where the aligned model is to nudge.
    private int? _stageStart;

    // Where an output that must be complete goes round in circles, the aligned model brings it to its end.
    private bool _alignedWritesAlone;

    /// <summary>Goes on until some text is appended or the output ends.</summary>
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
        int most = _alignedWritesAlone ? Math.Max(LeastProposal, options.Lookahead) : options.Lookahead;
        Continuation proposal = await alignedSession.ContinueAsync(output.Text, UpTo(most), cancellationToken).ConfigureAwait(false);
        if (proposal.FinishReason is ContinuationFinishReason.EndOfSequence or ContinuationFinishReason.StopString)
        {
            output.AppendClosingNudge(Texts(proposal.Tokens));
            return;
        }

        if (IsOutOfContext(proposal))
        {
            return;
        }

        if (_alignedWritesAlone)
        {
            output.AppendNudge(Texts(proposal.Tokens));
            return;
        }

        string text = proposal.Text;
        baseReader.Propose(output.Text, proposal);
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

            BaseChoice? choice = await baseReader.ChoiceAfterAsync(accepted.Length, cancellationToken).ConfigureAwait(false);
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

        // A repeated call is meant: it is not a repetition of text.
        if (regions.TouchesCall(0, nudgeLength))
        {
            _repetition.Reset();
        }
        else if (_repetition.IsExhaustedBy(text[..nudgeLength]))
        {
            if (!LetAlignedWriteAlone())
            {
                output.End(NudgingStopReason.RepeatedNudges);
                return;
            }

            takesOver = false;
        }

        output.AppendNudge(Beginning(proposal.Tokens, nudgeLength));
        _stageStart = takesOver ? output.Text.Length : null;
    }

    // Rule 6: one chunk of the base stage.
    private async ValueTask ExtendStageAsync(int stageStart, CancellationToken cancellationToken)
    {
        string before = output.Text;
        bool isFirst = before.Length == stageStart;
        Continuation chunk = await baseReader.ContinueAsync(
            before, UpTo(options.Lookahead) with { MinTopProbability = options.Threshold, AlwaysAcceptFirst = isFirst }, cancellationToken).ConfigureAwait(false);
        chunk = WithoutCall(chunk);
        IReadOnlyList<string> parts = Texts(chunk.Tokens);
        if (isFirst && parts.Count > 0)
        {
            output.Append([parts[0]], TextSource.Base);
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
            output.Append(parts, TextSource.Base);
        }

        if (isRepetition || chunk.FinishReason != ContinuationFinishReason.MaxTokens)
        {
            _stageStart = null;
        }
    }

    // A chunk that ended at a token below the floor is judged with all that would have followed.
    private async ValueTask<bool> OccursInStageAsync(
        string before, int stageStart, string accepted, ContinuationFinishReason end, CancellationToken cancellationToken)
    {
        string stage = output.Text[stageStart..];
        if (!ChunkGuards.OccursInStage(stage, accepted) || end != ContinuationFinishReason.BelowMinTopProbability)
        {
            return ChunkGuards.OccursInStage(stage, accepted);
        }

        Continuation whole = await baseReader.ContinueAsync(before, UpTo(options.Lookahead), cancellationToken).ConfigureAwait(false);
        return ChunkGuards.OccursInStage(stage, whole.Text[(output.Text.Length - before.Length)..]);
    }

    // The base model does not begin a call: its chunk ends before one.
    private Continuation WithoutCall(Continuation chunk) =>
        output.CallRegions(chunk.Text).FirstCall() is int start
            ? new([.. Beginning(chunk.Tokens, start).Where(part => part.Length > 0).Select(part => new ContinuationToken(part, 0))], ContinuationFinishReason.StopString)
            : chunk;

    private bool LetAlignedWriteAlone() => _alignedWritesAlone |= options.Constraint is not null;

    private bool BaseTakesOver(BaseChoice choice, string nextWord) =>
        choice.Probability >= options.Threshold
        || (choice.Text.Length > 0 && nextWord.StartsWith(choice.Text, StringComparison.Ordinal));

    // Where a context is full, the output has all the tokens it can have.
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

    // The tokens' texts up to a length, within which the last one may be cut.
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
