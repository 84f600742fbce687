using System.Runtime.CompilerServices;
using Nudging.Models;

namespace Nudging.Decoding;

/// <summary>Runs the nudging procedure over a base and an aligned model.</summary>
/// <remarks>
/// Thread safe. The decoder keeps no state of a request, but learns the best length of drafts. Where the base model cannot read
/// several tokens in one pass, or samples without <see cref="LanguageModelCapabilities.PositionKeyedSampling"/>,
/// <see cref="NudgingMode.Speculative"/> calls the model once per word, as <see cref="NudgingMode.Sequential"/> does.
/// </remarks>
/// <example>
/// <code>
/// NudgingDecoder decoder = new(baseModel, alignedModel);
/// NudgingPrompts prompts = new("Question: Why is the sky blue?\n", "user: Why is the sky blue?\nassistant: ");
/// NudgingResult result = await decoder.DecodeAsync(prompts, new() { Threshold = 0.4f });
/// Console.WriteLine($"{result.Text} ({result.NudgingRatio:P0} nudged)");
/// </code>
/// </example>
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
    /// Segments as they are committed, then one update with the result. Each enumeration is a separate request. The end of
    /// the enumeration disposes the models' sessions.
    /// </returns>
    /// <exception cref="ArgumentException">A prompt is <see langword="null"/>.</exception>
    /// <exception cref="NotSupportedException">The settings need a capability that a model lacks: log-probabilities, or constraints.</exception>
    /// <exception cref="ContextLengthExceededException">A prompt alone does not fit its model's context. Thrown during enumeration.</exception>
    /// <exception cref="OperationCanceledException">The request was cancelled. Thrown during enumeration.</exception>
    public IAsyncEnumerable<NudgingUpdate> DecodeStreamingAsync(
        NudgingPrompts prompts, NudgingOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ThrowIfNull(prompts);
        NudgingOptions settings = options.Clone();
        CapabilityGuard.ThrowIfUnsupported(_baseModel.Info, _alignedModel.Info, settings);
        return DecodeCoreAsync(prompts, settings, cancellationToken);
    }

    /// <summary>Generates a whole answer.</summary>
    /// <param name="prompts">The two prompts.</param>
    /// <param name="options">The settings of the procedure.</param>
    /// <param name="cancellationToken">Cancels within one forward pass.</param>
    /// <returns>The result.</returns>
    /// <exception cref="ArgumentException">A prompt is <see langword="null"/>.</exception>
    /// <exception cref="NotSupportedException">The settings need a capability that a model lacks: log-probabilities, or constraints.</exception>
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

    /// <summary>Creates the sessions of a request and counts the tokens of their prompts.</summary>
    /// <param name="prompts">The two prompts.</param>
    /// <param name="options">The settings; copied before this method returns.</param>
    /// <param name="cancellationToken">Cancels the counting.</param>
    /// <returns>The request; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">A prompt is <see langword="null"/>.</exception>
    /// <exception cref="NotSupportedException">The settings need a capability that a model lacks.</exception>
    internal ValueTask<PreparedRequest> PrepareAsync(NudgingPrompts prompts, NudgingOptions options, CancellationToken cancellationToken)
    {
        ThrowIfNull(prompts);
        return PreparedRequest.CreateAsync(_baseModel, _alignedModel, prompts, options.Clone(), cancellationToken);
    }

    /// <summary>Decodes a prepared request, which is disposed when the enumeration ends.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancels within one forward pass.</param>
    /// <returns>Segments as they are committed, then one update with the result.</returns>
    internal async IAsyncEnumerable<NudgingUpdate> DecodeStreamingAsync(PreparedRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using ConfiguredAsyncDisposable disposal = request.ConfigureAwait(false);
        NudgingOptions options = request.Options;
        ILanguageModelSession baseSession = request.BaseSession;
        ILanguageModelSession alignedSession = request.AlignedSession;
        OutputBuilder output = new(_baseModel, options);
        SpeculativeBaseEvaluator? speculative = IsSpeculative(options) ? new(baseSession, alignedSession, _draftLengths) : null;
        NudgingProcedure procedure = new((IBaseEvaluator?)speculative ?? new SequentialBaseEvaluator(baseSession), alignedSession, options, output);
        while (!await output.EndIfFullAsync(cancellationToken).ConfigureAwait(false))
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

        speculative?.Complete(output.Text);
        NudgingResult result = await output.ToResultAsync(cancellationToken).ConfigureAwait(false);
        IReadOnlyList<TokenLogProbability>? logProbabilities = options.LogProbabilities
            ? await GetLogProbabilitiesAsync(baseSession, output.Text, output.AnswerStart, result.Text, cancellationToken).ConfigureAwait(false)
            : null;
        yield return new NudgingUpdate
        {
            Result = result with
            {
                LogProbabilities = logProbabilities,
                DraftedTokens = speculative?.DraftedTokens ?? 0,
                AcceptedDraftTokens = speculative?.AcceptedTokens ?? 0,
                BasePromptTokens = request.BasePromptTokens,
                AlignedPromptTokens = request.AlignedPromptTokens,
                BaseUsage = baseSession.Usage,
                AlignedUsage = alignedSession.Usage,
            },
        };
    }

    private async IAsyncEnumerable<NudgingUpdate> DecodeCoreAsync(
        NudgingPrompts prompts, NudgingOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        PreparedRequest request = await PreparedRequest.CreateAsync(_baseModel, _alignedModel, prompts, options, cancellationToken).ConfigureAwait(false);
        await foreach (NudgingUpdate update in DecodeStreamingAsync(request, cancellationToken).ConfigureAwait(false))
        {
            yield return update;
        }
    }

    // While sampling, a base model may draw another token in a second call for the same position, unless draws depend on the
    // position. The decoder then calls the base model once for each position.
    private bool IsSpeculative(NudgingOptions options) =>
        options.Mode == NudgingMode.Speculative
        && _baseModel.Info.Capabilities is { ScoresDraftInOnePass: true } capabilities
        && (options.Temperature == 0 || capabilities.PositionKeyedSampling);

    private static void ThrowIfNull(NudgingPrompts prompts)
    {
        if (prompts.Base is null || prompts.Aligned is null)
        {
            throw new ArgumentException($"The {(prompts.Base is null ? "base" : "aligned")} prompt is null; a prompt may be empty, but not null.", nameof(prompts));
        }
    }

    // The model also reads the text before the answer; the result leaves that text out.
    private static async ValueTask<IReadOnlyList<TokenLogProbability>?> GetLogProbabilitiesAsync(
        ILanguageModelSession session, string text, int start, string answer, CancellationToken cancellationToken)
    {
        try
        {
            List<TokenLogProbability> tokens = [];
            int end = 0;
            foreach (TokenLogProbability token in await session.GetLogProbabilitiesAsync(text[..(start + answer.Length)], cancellationToken).ConfigureAwait(false))
            {
                int tokenStart = Math.Max(start, end);
                end += token.Text.Length;
                if (end > start || start == 0)
                {
                    tokens.Add(token with { Text = text[tokenStart..end] });
                }
            }

            return tokens;
        }
        catch (ContextLengthExceededException)
        {
            return null;
        }
    }
}
