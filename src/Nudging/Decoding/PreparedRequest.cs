using Nudging.Models;

namespace Nudging.Decoding;

/// <summary>A request before its first forward pass: both sessions, and the lengths of their prompts.</summary>
/// <remarks>
/// Each prompt is tokenized once, by its session: the context check, the decoding and the usage figures share the count.
/// The holder of a request disposes the request. A second disposal has no effect. Not thread safe.
/// </remarks>
internal sealed class PreparedRequest : IAsyncDisposable
{
    private readonly ILanguageModelSession _baseSession;
    private readonly ILanguageModelSession _alignedSession;
    private bool _disposed;

    private PreparedRequest(NudgingOptions options, ILanguageModel baseModel, ILanguageModelSession baseSession, ILanguageModel alignedModel, ILanguageModelSession alignedSession)
    {
        Options = options;
        BaseModel = baseModel;
        AlignedModel = alignedModel;
        _baseSession = baseSession;
        _alignedSession = alignedSession;
    }

    /// <summary>Gets the settings, which do not change.</summary>
    public NudgingOptions Options { get; }

    /// <summary>Gets the base model.</summary>
    public ILanguageModel BaseModel { get; }

    /// <summary>Gets the aligned model.</summary>
    public ILanguageModel AlignedModel { get; }

    /// <summary>Gets the base model's session.</summary>
    public ILanguageModelSession BaseSession => _baseSession;

    /// <summary>Gets the aligned model's session.</summary>
    public ILanguageModelSession AlignedSession => _alignedSession;

    /// <summary>Gets the number of tokens of the base model's prompt.</summary>
    public int BasePromptTokens { get; private set; }

    /// <summary>Gets the number of tokens of the aligned model's prompt.</summary>
    public int AlignedPromptTokens { get; private set; }

    /// <summary>Gets the number of base-model tokens of the shortest answer.</summary>
    /// <value>1 without a constraint.</value>
    public int MinBaseAnswerTokens { get; private init; }

    /// <summary>Gets the number of aligned-model tokens of the shortest answer.</summary>
    /// <value>1 without a constraint.</value>
    public int MinAlignedAnswerTokens { get; private init; }

    /// <summary>Creates the sessions and counts the tokens of their prompts.</summary>
    /// <param name="baseModel">The base model.</param>
    /// <param name="alignedModel">The aligned model.</param>
    /// <param name="prompts">The two prompts.</param>
    /// <param name="options">The settings, which the caller must not change after the call.</param>
    /// <param name="cancellationToken">Cancels the counting.</param>
    /// <returns>The request; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">The shortest answer that the constraint allows has more than the maximum number of output tokens.</exception>
    /// <exception cref="NotSupportedException">The settings need a capability that a model lacks.</exception>
    public static async ValueTask<PreparedRequest> CreateAsync(
        ILanguageModel baseModel, ILanguageModel alignedModel, NudgingPrompts prompts, NudgingOptions options, CancellationToken cancellationToken)
    {
        CapabilityGuard.ThrowIfUnsupported(baseModel.Info, alignedModel.Info, options);
        long seed = options.Seed ?? Random.Shared.NextInt64();
        ILanguageModelSession baseSession = baseModel.CreateSession(prompts.Base, SessionOptions(options, TextSource.Base, seed));
        ILanguageModelSession? alignedSession = null;
        try
        {
            alignedSession = alignedModel.CreateSession(prompts.Aligned, SessionOptions(options, TextSource.Aligned, seed));
            (int baseNeeded, int alignedNeeded) = await ConstraintBudget.CountAsync(baseModel, alignedModel, options, cancellationToken).ConfigureAwait(false);
            return new(options, baseModel, baseSession, alignedModel, alignedSession)
            {
                MinBaseAnswerTokens = baseNeeded,
                MinAlignedAnswerTokens = alignedNeeded,
                BasePromptTokens = await baseSession.CountPromptTokensAsync(cancellationToken).ConfigureAwait(false),
                AlignedPromptTokens = await alignedSession.CountPromptTokensAsync(cancellationToken).ConfigureAwait(false),
            };
        }
        catch
        {
            await DisposeAsync(alignedSession, baseSession).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Disposes both sessions.</summary>
    /// <returns>A task that ends when both are disposed.</returns>
    public ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return default;
        }

        _disposed = true;
        return DisposeAsync(_alignedSession, _baseSession);
    }

    private static LanguageModelSessionOptions SessionOptions(NudgingOptions options, TextSource source, long seed) => new()
    {
        Sampling = options.Sampling(source, seed),
        VisibleSpecialTokens = options.Calls?.Markers ?? [],
    };

    private static async ValueTask DisposeAsync(ILanguageModelSession? first, ILanguageModelSession second)
    {
        try
        {
            if (first is not null)
            {
                await first.DisposeAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            await second.DisposeAsync().ConfigureAwait(false);
        }
    }
}
