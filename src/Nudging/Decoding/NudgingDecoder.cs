using System.Runtime.CompilerServices;
using Nudging.Models;

namespace Nudging.Decoding;

/// <summary>Runs the nudging procedure over a base and an aligned model.</summary>
/// <remarks>
/// Holds no state of a request, but learns how long drafts should be; it may be used by several threads if the models
/// may. With a base model that cannot read several tokens in one pass, <see cref="NudgingMode.Speculative"/> asks it word
/// by word as <see cref="NudgingMode.Sequential"/> does, which costs no pass more there.
/// </remarks>
public sealed class NudgingDecoder
{
    private readonly ILanguageModel _baseModel;
    private readonly ILanguageModel _alignedModel;
    private readonly DraftLengthOptimizer _draftLengths = new();

    /// <summary>Initializes a new instance of the <see cref="NudgingDecoder"/> class.</summary>
    /// <param name="baseModel">The large model without alignment. Not disposed by the decoder.</param>
    /// <param name="alignedModel">The small aligned model. Not disposed by the decoder.</param>
    public NudgingDecoder(ILanguageModel baseModel, ILanguageModel alignedModel)
    {
        ArgumentNullException.ThrowIfNull(baseModel);
        ArgumentNullException.ThrowIfNull(alignedModel);
        _baseModel = baseModel;
        _alignedModel = alignedModel;
    }

    /// <summary>Generates an answer piece by piece.</summary>
    /// <param name="prompts">The two prompts.</param>
    /// <param name="options">The settings of the procedure; copied before this method returns.</param>
    /// <param name="cancellationToken">Cancels within one forward pass.</param>
    /// <returns>
    /// Segments as they are committed, then one update with the result. Each enumeration is a request of its own,
    /// which frees the models' sessions when it ends or is abandoned.
    /// </returns>
    /// <exception cref="ArgumentException">A prompt is <see langword="null"/>.</exception>
    /// <exception cref="ContextLengthExceededException">A prompt alone does not fit its model's context. Thrown during enumeration.</exception>
    /// <exception cref="OperationCanceledException">The request was cancelled. Thrown during enumeration.</exception>
    public IAsyncEnumerable<NudgingUpdate> DecodeStreamingAsync(
        NudgingPrompts prompts, NudgingOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (prompts.Base is null || prompts.Aligned is null)
        {
            throw new ArgumentException($"The {(prompts.Base is null ? "base" : "aligned")} prompt is null; an empty one is a text.", nameof(prompts));
        }

        return DecodeCoreAsync(prompts, options.Clone(), cancellationToken);
    }

    /// <summary>Generates a whole answer.</summary>
    /// <param name="prompts">The two prompts.</param>
    /// <param name="options">The settings of the procedure.</param>
    /// <param name="cancellationToken">Cancels within one forward pass.</param>
    /// <returns>The result.</returns>
    /// <exception cref="ArgumentException">A prompt is <see langword="null"/>.</exception>
    /// <exception cref="ContextLengthExceededException">A prompt alone does not fit its model's context.</exception>
    /// <exception cref="OperationCanceledException">The request was cancelled.</exception>
    public async Task<NudgingResult> DecodeAsync(NudgingPrompts prompts, NudgingOptions options, CancellationToken cancellationToken = default)
    {
        NudgingResult? result = null;
        await foreach (NudgingUpdate update in DecodeStreamingAsync(prompts, options, cancellationToken).ConfigureAwait(false))
        {
            result = update.Result;
        }

        return result!;
    }

    private async IAsyncEnumerable<NudgingUpdate> DecodeCoreAsync(
        NudgingPrompts prompts, NudgingOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        long seed = options.Seed ?? Random.Shared.NextInt64();
        ILanguageModelSession baseSession = _baseModel.CreateSession(prompts.Base, options.Sampling(TextSource.Base, seed));
        await using ConfiguredAsyncDisposable baseDisposal = baseSession.ConfigureAwait(false);
        ILanguageModelSession alignedSession = _alignedModel.CreateSession(prompts.Aligned, options.Sampling(TextSource.Aligned, seed));
        await using ConfiguredAsyncDisposable alignedDisposal = alignedSession.ConfigureAwait(false);

        NudgedOutput output = new(_baseModel, options);
        SpeculativeBaseEvaluator? drafted = options.Mode == NudgingMode.Speculative && _baseModel.Info.ScoresDraftInOnePass
            ? new(baseSession, alignedSession, _draftLengths)
            : null;
        NudgingProcedure procedure = new((IBaseEvaluator?)drafted ?? new SequentialBaseEvaluator(baseSession), alignedSession, options, output);
        while (!output.EndIfFull())
        {
            cancellationToken.ThrowIfCancellationRequested();
            await procedure.StepAsync(cancellationToken).ConfigureAwait(false);
            foreach (NudgingUpdate update in output.TakePublishable())
            {
                yield return update;
            }
        }

        foreach (NudgingUpdate update in output.TakePublishable())
        {
            yield return update;
        }

        drafted?.Complete(output.Text);
        NudgingResult result = output.ToResult();
        IReadOnlyList<TokenLogProbability>? measures = options.LogProbabilities
            ? await GetLogProbabilitiesAsync(baseSession, output.Text, output.AnswerStart, result.Text, cancellationToken).ConfigureAwait(false)
            : null;
        yield return new NudgingUpdate
        {
            Result = result with
            {
                LogProbabilities = measures,
                DraftedTokens = drafted?.DraftedTokens ?? 0,
                AcceptedDraftTokens = drafted?.AcceptedTokens ?? 0,
                BaseUsage = baseSession.Usage,
                AlignedUsage = alignedSession.Usage,
            },
        };
    }

    // What is before the answer is read too, but not told of.
    private static async ValueTask<IReadOnlyList<TokenLogProbability>?> GetLogProbabilitiesAsync(
        ILanguageModelSession session, string text, int start, string answer, CancellationToken cancellationToken)
    {
        try
        {
            List<TokenLogProbability> measures = [];
            int end = 0;
            foreach (TokenLogProbability token in await session.GetLogProbabilitiesAsync(text[..(start + answer.Length)], cancellationToken).ConfigureAwait(false))
            {
                int tokenStart = Math.Max(start, end);
                end += token.Text.Length;
                if (end > start || start == 0)
                {
                    measures.Add(token with { Text = text[tokenStart..end] });
                }
            }

            return measures;
        }
        catch (ContextLengthExceededException)
        {
            return null;
        }
    }
}
